/** Some events are about a whole repository or installation: every live work item there is told, in the delivery's own batch. */
import type { AddressedFact, Broadcast } from "../github/facts/index.ts";
import { warnOfLoss } from "../loss.ts";
import type { Parts } from "../parts.ts";
import { liveItems } from "../store/queries.ts";
import type { WorkItem } from "../core/work-item.ts";

export async function spread(
  parts: Pick<Parts, "clock" | "ids" | "database" | "log">,
  read: (AddressedFact | Broadcast)[],
): Promise<AddressedFact[]> {
  if (!read.some((one) => "toLive" in one)) return read.filter((one) => "to" in one);
  const items = await liveItems(parts.database);
  const facts = read.flatMap((one) => ("to" in one ? [one] : tellEach(parts, one, items)));
  warnOfLoss(parts.log, items, facts);
  return facts;
}

function tellEach(
  { clock, ids }: Pick<Parts, "clock" | "ids">,
  broadcast: Broadcast,
  items: WorkItem[],
): AddressedFact[] {
  return items
    .filter((item) => isMeant(item, broadcast.toLive))
    .flatMap((item) => {
      const change = broadcast.tell(item);
      if (change === null) return [];
      return [{ to: { item: item.id }, fact: { ...change, id: ids.next(), at: clock.now() } }];
    });
}

function isMeant({ repository }: WorkItem, toLive: Broadcast["toLive"]): boolean {
  return "repositoryId" in toLive
    ? repository.id === toLive.repositoryId
    : repository.installationId === toLive.installationId;
}
