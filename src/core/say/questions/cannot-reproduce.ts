/** The agent ran what it could and saw no bug. */
import { firstLines, lastLines, quote } from "../quote.ts";
import { ranLine } from "../ran.ts";
import { few, OPTION } from "./asks.ts";
import type { Asks } from "./asks.ts";

export const cannotReproduce: Asks<"cannot_reproduce"> = {
  headline: (item) => `I can't reproduce #${item.number}. How does it happen?`,
  evidence: (_item, { says, ran }) => {
    const output = lastLines(ran.findLast((one) => one.output.trim() !== "")?.output ?? "");
    return [
      ...quote(firstLines(says, 3)),
      "",
      ...few(ran.map(ranLine)),
      ...(output === "" ? [] : ["", "The last output:", ...quote(firstLines(output, 3))]),
    ];
  },
  options: () => ["- `/ao <how it happens>`: your words reach the agent", OPTION.stop],
};
