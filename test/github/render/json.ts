/** A JSON object as GitHub sends it; the oracle checks it against GitHub's schemas. */
export type Json = Record<string, unknown>;

/** GitHub's times have seconds. */
export function renderTime(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 19)}Z`;
}

export function renderTimeOrNull(atMs: number | null): string | null {
  return atMs === null ? null : renderTime(atMs);
}

/** An id as GraphQL knows it: opaque, but the kind can be told from its beginning. */
export function nodeId(prefix: string, id: number): string {
  return `${prefix}_kwDO${id.toString(36)}`;
}
