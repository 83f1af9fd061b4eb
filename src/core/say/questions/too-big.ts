/** More than one change should hold: its parts, of which a person chooses. */
import { firstLines, oneLine, quote } from "../quote.ts";
import { OPTION } from "./asks.ts";
import type { Asks } from "./asks.ts";

export const tooBig: Asks<"too_big"> = {
  headline: (item) => `#${item.number} is too big for one change. Which part first?`,
  evidence: (_item, { says, parts }) => [
    ...quote(firstLines(says, 2)),
    "",
    ...parts.map(
      ({ title, why }, at) => `${at + 1}. **${oneLine(title)}**: ${oneLine(why.slice(0, 120))}`,
    ),
  ],
  options: () => [
    "- `/ao 1`: only that part, or `/ao only 1 and 3`",
    "- `/ao all of it`: it goes on with everything",
    OPTION.stop,
  ],
  choices: ({ parts }) => parts.map(({ title }, at) => `Only part ${at + 1}: ${title}`),
};
