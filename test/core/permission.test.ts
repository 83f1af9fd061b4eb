/** Who may do what: every role with every verb, in private and in public repositories. */
import { describe, expect, test } from "vitest";
import { mayRead, mayWrite } from "../../src/core/permission.ts";
import type { Permission } from "../../src/core/work-item.ts";
import { entry, inReview, repository, workItem } from "../support/builders.ts";
import { commentsOf, decideAll } from "../support/decide-all.ts";
import { asked, permissionRead, requestRead, said } from "../support/fact-builders.ts";

const roles: Permission[] = ["admin", "maintain", "write", "triage", "read", "none"];
const readers = ["/ao status", "/ao why", "/ao help", "/ao stpo"];
const writers = ["/ao run", "/ao stop", "/ao retry", "/ao make it blue"];

const WRITE = ["admin", "maintain", "write"];
const READ = { private: [...WRITE, "triage", "read"], public: [...WRITE, "triage"] };

describe.each(["private", "public"] as const)("in a %s repository", (kind) => {
  const home = repository({ private: kind === "private" });
  const item = workItem({ state: inReview(), repository: home });

  test.each(roles)("%s", (permission) => {
    for (const line of [...readers, ...writers]) {
      const may = writers.includes(line) ? WRITE : READ[kind];
      const inbox = [entry({ said: said(line) })];
      const told = decideAll({ ...item, inbox }, [permissionRead({ permission })]);
      const refused = commentsOf(told).some((body) => body.startsWith("Thanks, mira."));

      expect({ line, refused }).toEqual({ line, refused: !may.includes(permission) });
      if (refused) expect(told.item).toEqual({ ...item, inbox: [] });
    }
    expect(mayWrite(permission)).toBe(WRITE.includes(permission));
    expect(mayRead(permission, home)).toBe(READ[kind].includes(permission));
  });

  test.each(roles)("%s asks for work by the label or by `/ao run`", (permission) => {
    const told = decideAll(null, [asked({ repository: home }), requestRead({ permission })]);

    expect(told.state).toMatchObject(
      WRITE.includes(permission) ? { name: "queued" } : { name: "done", reason: "refused" },
    );
  });
});

test("nothing is read into an agent, nothing starts, for somebody who may not write", () => {
  const told = decideAll(null, [asked({ by: "eve" }), requestRead({ permission: "triage" })]);

  expect(told.item).toMatchObject({ policy: null, branch: null, words: [] });
  expect(told.effects.map((effect) => effect.type)).toEqual([
    "react",
    "read_request",
    "react",
    "comment",
    "show",
  ]);
});
