/**
 * The hidden line by which AO finds its own comment again: last, since mail and lock screens show the beginning.
 * It counts only in comments written by this very App.
 */

export function withMarker(body: string, key: string): string {
  return `${body}\n\n${markerOf(key)}`;
}

export function hasMarker(body: string, key: string): boolean {
  return body.includes(markerOf(key));
}

/** The marker at the end of a body; null when there is none. */
export function markerIn(body: string): string | null {
  return /<!-- ao:[\w:.#/-]{1,500} -->\s*$/.exec(body)?.[0] ?? null;
}

function markerOf(key: string): string {
  return `<!-- ao:${key.replaceAll(/[^\w:.#/-]/g, "_").replaceAll("--", "__")} -->`;
}
