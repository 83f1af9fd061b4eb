/** Where AO lost its access nobody can be told on GitHub: the operator's log says which work waits. */
import type { Fact, WorkItem } from "./core/work-item.ts";
import type { Log } from "./parts.ts";

interface Told {
  to: object;
  fact: Fact;
}

export function warnOfLoss(log: Log, items: readonly WorkItem[], told: readonly Told[]): void {
  const lost = told.flatMap(({ to, fact }) => {
    if (fact.type !== "access_lost") return [];
    const item = items.find((one) => "item" in to && to.item === one.id);
    return item === undefined ? [] : [{ item, reason: fact.reason }];
  });
  const [first] = lost;
  if (first === undefined) return;
  const waiting = lost.map(({ item }) => `${item.repository.name}#${item.number}`);
  log.warn({ reason: first.reason, items: waiting }, "AO may not work there now; the work waits");
}
