/** One kind sentence for somebody who may not start anything. */
import type { Repository } from "../work-item.ts";

export function refusalText(login: string, repository: Repository): string {
  return `Thanks, ${login}. AO acts only on the word of people with write access to \`${repository.name}\`; one of them can label the issue \`ao\`.`;
}
