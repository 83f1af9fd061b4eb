/** What of an address may be shown where a person only sees the words of a link, or a picture. */

/**
 * Scheme and host of `url`. The rest isn't visible on GitHub, and there is room in it for whole sentences.
 * `#` for everything that isn't an absolute web address.
 */
export function showAddress(url: string): string {
  const host = hostOf(url);
  return host === null ? "#" : `https://${host}`;
}

/** Stands for a picture: its text is only shown where the picture can't be. */
export function showImage(url: string): string {
  const host = hostOf(url);
  return host === null ? "⟦image⟧" : `⟦image from ${host}⟧`;
}

function hostOf(url: string): string | null {
  if (!/^https?:/i.test(url) || !URL.canParse(url)) return null;
  return new URL(url).host;
}
