/** The end of the story: what stands in the issue and the pull request, as text. */
import type { IssueView, StandIn } from "../github/stand-in.ts";
import type { Screen } from "./screen.ts";
import { REPOSITORY } from "./story.ts";

export function showThreads(github: StandIn, number: number, screen: Screen): void {
  showThread(`Issue #${number}`, github.issue(REPOSITORY, number), screen);
  for (const pull of github.pulls(REPOSITORY)) {
    showThread(`Pull request #${pull.number}`, pull, screen);
  }
}

function showThread(what: string, thread: IssueView, screen: Screen): void {
  const labels = thread.labels.length === 0 ? "" : `  [${thread.labels.join("] [")}]`;
  screen.text(`\n── ${what} · ${thread.title}${labels}`, "bold");
  showWords(thread.author, thread.body ?? "", screen);
  for (const { author, body } of thread.comments) showWords(author, body, screen);
}

function showWords(author: string, body: string, screen: Screen): void {
  const visible = body.replaceAll(/<!--[^]*?-->/g, "").trim();
  const indented = visible.split("\n").map((line) => (line === "" ? "" : `   ${line}`));
  screen.text(`\n${author}:`, "dim");
  screen.text(indented.join("\n"));
}
