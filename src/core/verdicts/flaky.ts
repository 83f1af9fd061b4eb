/** It may well be gone the next time: words of time-outs and of connections inside one machine. */
import { findLine } from "./lines.ts";

const TRANSIENT = [
  /\bflaky\b/i,
  /\b(?:ECONNRESET|EADDRINUSE|ETIMEDOUT|EPIPE)\b|socket hang up|connection reset by peer|address already in use/i,
  /ECONNREFUSED (?:127\.|::1|localhost)/i,
  /(?:context )?deadline exceeded|exceeded timeout of \d|test timeout of \d+ ?ms|timed out (?:after|waiting|in) |timed out \d+ ?ms waiting|TimeoutError\b/i,
  /stale element reference|target closed|net::ERR_(?:CONNECTION|NETWORK|EMPTY)/i,
];

/** @returns the line that says so; null when none does */
export function findTransient(text: string): string | null {
  return findLine(text, TRANSIENT);
}
