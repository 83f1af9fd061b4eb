/**
 * Whether a pull request's body says that it closes an issue, by GitHub's own keywords.
 * @see https://docs.github.com/issues/tracking-your-work-with-issues/using-issues/linking-a-pull-request-to-an-issue
 */
export function closesIssue(body: string, number: number, repository: string): boolean {
  const keyword = /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?[ \t]{1,3}(\S{1,200})/gi;
  const own = new Set([`#${number}`, `gh-${number}`, `${repository.toLowerCase()}#${number}`]);
  for (const [, target] of body.slice(0, 65_536).matchAll(keyword)) {
    const clean = String(target)
      .toLowerCase()
      .replace(/[.,;:!)]+$/, "");
    if (own.has(clean) || clean.endsWith(`/${repository.toLowerCase()}/issues/${number}`))
      return true;
  }
  return false;
}
