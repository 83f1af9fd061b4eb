/**
 * AO's branch for an issue: `ao/42-empty-team`. Only letters, digits and single dashes of a title survive,
 * so that no title can make a name git or a shell reads otherwise.
 * @param nth 1 for the first; a later one ends in `-2`, `-3` …
 * @see https://git-scm.com/docs/git-check-ref-format
 */
export function branchName(number: number, title: string, nth: number): string {
  const slug = title
    .slice(0, 500)
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/\p{M}/gu, "")
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, 40)
    .replaceAll(/^-+|-+$/g, "");
  const name = `ao/${number}-${slug === "" ? "work" : slug}`;
  return nth === 1 ? name : `${name}-${nth}`;
}
