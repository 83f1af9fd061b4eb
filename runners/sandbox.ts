/** Until agents run in a box, this runner works for nobody but itself, unless its operator says otherwise in so many words. */
import type { RunnerConfig } from "./config.ts";

/**
 * Null when `url` may be served: it is on this very machine, or the configuration says `sandbox: off`.
 * Else the sentence for the operator: what is refused, why, and the line that allows it.
 */
export function refuseUnboxed(config: Pick<RunnerConfig, "sandbox">, url: string): string | null {
  if (config.sandbox === "off" || isLoopback(url)) return null;
  return (
    `This runner has no sandbox yet, so an agent could read and change everything its user can. ` +
    `It refuses to work for ${new URL(url).host}. ` +
    `To accept that, give it a user or a machine of its own and write \`sandbox: off\` into its runner.yml.`
  );
}

function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return (
    hostname === "localhost" ||
    hostname.endsWith(".localhost") ||
    hostname === "[::1]" ||
    /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname)
  );
}
