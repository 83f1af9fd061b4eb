/** `AO_PAGES=<folder>` keeps the threads of every story as pages, as a phone would show them. `npm run pictures` makes pictures of them. */
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect } from "vitest";
import type { StandIn } from "../github/stand-in.ts";

const MAX_NAME_CHARS = 90;

/** Writes `<story>--<number>.html` for each issue and pull request of `repository`. Does nothing unless asked to. */
export async function keepPages(github: StandIn, repository: string): Promise<void> {
  const directory = process.env["AO_PAGES"];
  if (directory === undefined) return;
  await mkdir(directory, { recursive: true });
  const story = slugOf(expect.getState().currentTestName ?? "story");
  // Numbers are given in order, to issues and pull requests alike.
  for (let number = 1; ; number += 1) {
    const answer = await fetch(`${github.url}/${repository}/issues/${number}`);
    if (!answer.ok) return;
    await writeFile(path.join(directory, `${story}--${number}.html`), await answer.text());
  }
}

function slugOf(title: string): string {
  const slug = title.toLowerCase().replaceAll(/[^a-z\d]+/g, "-");
  return slug.replaceAll(/^-|-$/g, "").slice(0, MAX_NAME_CHARS);
}
