/** Secrets in base64 or hexadecimal digits, as Kubernetes and careful thieves write them. */
import { findSecrets } from "../../protocol/redact.ts";
import type { FoundSecret } from "../../protocol/redact.ts";

/** Shorter ones stand for fewer characters than any vendor's token has. */
const MIN_CHARS = 28;
const MAX_GLUED_CHARS = 10_000;
const BASE64 = new RegExp(`[A-Za-z0-9+/_-]{${MIN_CHARS},}`, "g");
const HEX = /(?:[0-9a-f]{2}){20,}|(?:[0-9A-F]{2}){20,}/g;
/** Lines of base64 are wrapped at 64 or 76 characters; one after another they are one text. */
const WRAPPED = /(?<=[A-Za-z0-9+/]{60})\r?\n[ \t]{0,20}(?=[A-Za-z0-9+/=]{4})/g;

export function findEncoded(text: string): FoundSecret | null {
  const whole = text.replaceAll(WRAPPED, "");
  return findIn(text, whole, BASE64, "base64") ?? findIn(text, whole, HEX, "hex");
}

function findIn(
  text: string,
  whole: string,
  pattern: RegExp,
  encoding: "base64" | "hex",
): FoundSecret | null {
  for (const [run] of whole.matchAll(pattern)) {
    const kind = decodings(run, encoding)
      .map((decoded) => (findSecrets(decoded)[0] ?? findTwice(decoded))?.kind)
      .find((one) => one !== undefined);
    if (kind === undefined) continue;
    const at = Math.max(text.indexOf(run.slice(0, MIN_CHARS)), 0);
    return { kind: `${kind} in ${encoding}`, line: text.slice(0, at).split("\n").length };
  }
  return null;
}

/** PowerShell encodes UTF-16, of which every other byte is 0; Kubernetes encodes what may be encoded already. */
function findTwice(decoded: string): FoundSecret | null {
  const narrow = decoded.replaceAll("\0", "");
  if (narrow.length < decoded.length) return findSecrets(narrow)[0] ?? null;
  const [run] = new RegExp(BASE64).exec(decoded) ?? [];
  if (run === undefined) return null;
  return findSecrets(Buffer.from(run, "base64").toString("latin1"))[0] ?? null;
}

/** Something may stand right before the code; of a long run that would be a small part. */
function decodings(run: string, encoding: "base64" | "hex"): string[] {
  const plain = run.replaceAll("-", "+").replaceAll("_", "/");
  const begins = encoding === "hex" || run.length > MAX_GLUED_CHARS ? [0] : [0, 1, 2, 3];
  return begins.map((begin) => Buffer.from(plain.slice(begin), encoding).toString("latin1"));
}
