/**
 * Installs what the witnesses are: software of others that knows GitHub by itself. Each has a manifest and a lock of its
 * own in this folder.
 */
import path from "node:path";
import { fileURLToPath } from "node:url";
import { installOnce } from "../support/install.ts";

/** What a witness is and weighs on disk (Linux x64, measured), told before anything is fetched. */
const witnesses = {
  emulate: { title: "emulate 0.12.2, a GitHub emulator by Vercel Labs", version: "0.12.2", mb: 12 },
  prism: {
    title: "Prism 5.16.0 by Stoplight and GitHub's own description @octokit/openapi 23.0.2",
    version: "5.16.0-23.0.2",
    mb: 460,
  },
} as const;

export type WitnessName = keyof typeof witnesses;

/** @returns its `node_modules` @throws {Error} with npm's last words when it can't be installed */
export async function installWitness(name: WitnessName): Promise<string> {
  const { title, version, mb } = witnesses[name];
  const directory = path.join(cache, `${name}-${version}`);
  await installOnce({
    name,
    manifest: path.join(here, name),
    directory,
    announce: () => console.log(`Installing ${title}: ${mb} MB on disk, this once.`),
  });
  return path.join(directory, "node_modules");
}

const here = path.dirname(fileURLToPath(import.meta.url));
const cache = path.join(here, "..", "..", "node_modules", ".cache", "ao-witness");

if (import.meta.main) {
  for (const name of ["emulate", "prism"] as const) await installWitness(name);
}
