/** The machine, the network or a registry failed, and not the code: what their own words for it look like. */
import { blamesCode, findLine } from "./lines.ts";

/** The runner itself. It may have been in the middle of a test that it took with it. */
const MACHINE = [
  /lost communication with the server/i,
  /received a shutdown signal/i,
  /no space left on device|\bENOSPC\b|System\.IO\.IOException: .{0,80}disk/i,
  /job was not acquired by runner|hosted runner encountered an error|awaiting a runner|runner (?:was|has been) (?:evicted|preempted|terminated)/i,
  /(?:spot|preemptible) instance .{0,60}(?:interrupt|reclaim|terminat)/i,
  /failed to (?:download action|resolve action download info)|unable to download actions/i,
];

/** What was to be fetched. A test that says such a thing of its own code is no such case. */
const NETWORK = [
  /npm (?:ERR!|error) (?:code (?:E(?:CONN|TIMEDOUT|AI_AGAIN|NOTFOUND)|E5\d\d|E429)|network )/,
  /ERR_PNPM_(?:META_FETCH_FAIL|FETCH_(?:5\d\d|429))|ESOCKETTIMEDOUT|trouble with your network connection/,
  /ReadTimeoutError.{0,40}HTTPSConnectionPool|NewConnectionError|Could not fetch URL \S+ connection error/,
  /unable to access 'https?:.{0,200}(?:could not resolve host|returned error: (?:5\d\d|429)|failed to connect|timed out|empty reply)/i,
  /RPC failed; (?:HTTP 5|curl)|early EOF|the remote end hung up unexpectedly/,
  /temporary failure (?:in name resolution|resolving)|could not resolve host|Unable to fetch some archives|^E: Failed to fetch http/i,
  /toomanyrequests|reached your (?:unauthenticated )?pull rate limit|(?:API|secondary) rate limit exceeded|\b429 Too Many Requests\b/i,
  /TLS handshake timeout|received unexpected HTTP status: 5\d\d|(?:registry|proxy)\S*\.(?:io|org|com)\S{0,200}.{0,120}(?:\b50[0-4]\b|i\/o timeout|connection reset)/i,
  /curl: \((?:5|6|7|18|28|35|52|55|56|92)\)/,
  /spurious network error|Could not (?:transfer artifact|GET ').{0,300}(?:timed out|connection reset|status code 5\d\d|: 50\d)/i,
  /\b(?:502 Bad Gateway|503 Service (?:Temporarily )?Unavailable|504 Gateway Time-?out)\b/i,
];

/** @returns the line that says so; null when none does */
export function findInfra(text: string): string | null {
  return findLine(text, MACHINE) ?? (blamesCode(text) ? null : findLine(text, NETWORK));
}
