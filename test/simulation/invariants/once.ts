/** Nothing acts twice, nothing that was acknowledged is lost, and no count is forgotten. */
import type { WorkItem } from "../../../src/core/work-item.ts";
import type { JournalRow, Scene } from "../scene.ts";
import { readDeliveries, subjectOf } from "../scene.ts";
import type { Stored } from "../scene.ts";

export interface OnceWatch {
  onJournal(row: JournalRow, stored: Stored): void;
}

export function watchOnce({ world, model }: Scene, limits: { attempts: number }): OnceWatch {
  const said = new Set<string>();
  /** Turns for red checks since a person last spoke, by subject. */
  const tries = new Map<string, number>();

  function isAskedTooOften(item: WorkItem, stored: Stored): void {
    const at = model.find(item.repository);
    const labels = at.issues.get(item.number)?.asked.length ?? 0;
    const runs = at.comments.filter(
      (one) => one.thread === item.number && one.body.startsWith("/ao run"),
    ).length;
    const items = stored.items.filter((row) => subjectOf(row.body) === subjectOf(item)).length;
    if (items <= labels + runs) return;
    const says = `#${item.number} has ${items} work items, but was asked for ${labels + runs} times`;
    world.violate("no delivery acts twice", says);
  }

  return {
    onJournal({ subject, version, fact }, stored) {
      const item = stored.items.find((row) => row.id === subject)?.body;
      if (fact === null || item === undefined) return;
      if (fact.type === "commanded") {
        const key = `${subjectOf(item)}/${fact.comment.id}/${fact.said.line}`;
        if (said.has(key)) world.violate("no delivery acts twice", `${key} was taken twice`);
        said.add(key);
      }
      if (fact.type === "asked" && version === 1) isAskedTooOften(item, stored);
      if (fact.type === "asked" || fact.type === "permission_read") tries.delete(subjectOf(item));
      if (
        fact.type === "admitted" &&
        item.state.name === "working" &&
        item.state.turn.kind === "fix_checks"
      ) {
        // A turn that is started again after a crash is the same try.
        if (item.restarts > 0) return;
        const count = (tries.get(subjectOf(item)) ?? 0) + 1;
        tries.set(subjectOf(item), count);
        if (count <= limits.attempts) return;
        const says = `#${item.number} is tried for the ${count}th time since a person spoke`;
        world.violate("attempts stay within their limit", says);
      }
    },
  };
}

/** Every delivery that the app answered with 2xx stands in the database. */
export async function findLostDeliveries({ deliveries, database }: Scene): Promise<string[]> {
  const known = new Set(await readDeliveries(database));
  return [...deliveries.acknowledged].filter((guid) => !known.has(guid));
}
