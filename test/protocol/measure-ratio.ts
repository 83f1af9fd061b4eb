const ORDINARY =
  'error TS2345: Argument of type "string" is not assignable to parameter (src/app.ts:12:5)\n';

/**
 * How many times as long `run` takes for `chars` characters made of `piece` as for as many of ordinary text. The
 * faster of two runs each, since the machine has other things to do.
 */
export function measureRatio(
  run: (text: string) => unknown,
  piece: string,
  chars = 1_000_000,
): number {
  const fill = (part: string): string =>
    part.repeat(Math.ceil(chars / part.length)).slice(0, chars);
  const [hostile, ordinary] = [fill(piece), fill(ORDINARY)].map((text) =>
    Math.min(...[1, 2].map(() => measureMs(run, text))),
  );
  return (hostile ?? Infinity) / (ordinary ?? 0);
}

function measureMs(run: (text: string) => unknown, text: string): number {
  const start = performance.now();
  run(text);
  return performance.now() - start;
}
