import { ApiError } from "./errors.ts";
import { emitIssue, recordEvent } from "./issue-events.ts";
import { countCharacters } from "./text.ts";
import type { Actor, Issue, Label, Repository } from "./words.ts";
import type { World } from "./world.ts";

const MAX_NAME_CHARACTERS = 50;
const MAX_DESCRIPTION_CHARACTERS = 100;

export interface NewLabel {
  readonly name: string;
  readonly color?: string;
  readonly description?: string | null;
}

/** The label of that name, case aside, or null. */
export function findLabel(repository: Repository, name: string): Label | null {
  const wanted = name.toLowerCase();
  return repository.labels.find((label) => label.name.toLowerCase() === wanted) ?? null;
}

/** Makes a label; 422 where GitHub says so. */
export function addLabel(world: World, repository: Repository, spec: NewLabel): Label {
  if (spec.name === "" || countCharacters(spec.name) > MAX_NAME_CHARACTERS) {
    throw ApiError.invalid("Label", "name", "name is too long (maximum is 50 characters)");
  }
  if (countCharacters(spec.description ?? "") > MAX_DESCRIPTION_CHARACTERS) {
    throw ApiError.invalid(
      "Label",
      "description",
      "description is too long (maximum is 100 characters)",
    );
  }
  if (findLabel(repository, spec.name) !== null) {
    throw new ApiError(422, "Validation Failed", {
      errors: [{ resource: "Label", code: "already_exists", field: "name" }],
    });
  }
  const label: Label = {
    id: world.nextId("label"),
    name: spec.name,
    color: spec.color ?? "ededed",
    description: spec.description ?? null,
  };
  repository.labels.push(label);
  return label;
}

/** Puts labels on an issue; those it has already stay without an event. */
export function putLabels(
  world: World,
  repository: Repository,
  change: { readonly issue: Issue; readonly labels: readonly Label[]; readonly actor: Actor },
): void {
  const { issue, labels, actor } = change;
  for (const label of labels) {
    if (issue.labels.includes(label)) continue;
    if (issue.labels.length >= 100) {
      throw ApiError.invalid("Issue", "labels", "an issue has at most 100 labels");
    }
    issue.labels.push(label);
    issue.updatedAt = world.now();
    recordEvent(world, issue, { event: "labeled", actor, label });
    emitIssue(world, repository, { issue, action: "labeled", actor, label });
  }
}

/** Takes a label off an issue; 404 where it has none of that name. */
export function takeLabel(
  world: World,
  repository: Repository,
  change: { readonly issue: Issue; readonly name: string; readonly actor: Actor },
): void {
  const { issue, name, actor } = change;
  const label = issue.labels.find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (label === undefined) throw new ApiError(404, "Label does not exist");
  issue.labels = issue.labels.filter((one) => one !== label);
  issue.updatedAt = world.now();
  recordEvent(world, issue, { event: "unlabeled", actor, label });
  emitIssue(world, repository, { issue, action: "unlabeled", actor, label });
}
