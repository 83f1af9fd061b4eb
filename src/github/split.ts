/** `owner/repo` as Octokit wants it. */
export function split(name: string): { owner: string; repo: string } {
  const at = name.indexOf("/");
  return { owner: name.slice(0, at), repo: name.slice(at + 1) };
}
