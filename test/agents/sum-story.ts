/** What the model does in these tests: its first answer to the broken `sum` is wrong, its second is right. */
import type { Behaviour } from "./model.ts";

export const FIRST_EDIT = "the first edit";
export const SECOND_EDIT = "the second edit";

/** Both turns stop before their edit until they are released. */
export const sumStory: readonly Behaviour[] = [
  {
    marker: "The checks of your commit",
    plan: [
      { entry: "Read what the check says", acts: [{ read: "sum.js" }] },
      {
        entry: "Add instead of multiplying",
        acts: [{ hold: SECOND_EDIT }, { edit: "sum.js", from: "a * b", to: "a + b" }],
      },
      { entry: "Run the test", acts: [{ run: "node sum.test.js" }] },
      { entry: "Commit", acts: [{ run: "git commit --all --message 'Add the two numbers'" }] },
    ],
    says: "It multiplied; now it adds, and the test passes.",
  },
  {
    marker: "Work on issue #",
    plan: [
      { entry: "Find the cause", acts: [{ read: "sum.js" }] },
      {
        entry: "Mend it",
        acts: [{ hold: FIRST_EDIT }, { edit: "sum.js", from: "a - b", to: "a * b" }],
      },
      { entry: "Commit", acts: [{ run: "git commit --all --message 'Do not subtract'" }] },
    ],
    says: "It subtracted. It does not any more.",
  },
];
