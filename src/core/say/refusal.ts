/** One kind sentence for somebody whose word is not acted on. */
import type { Repository } from "../work-item.ts";

export function refusalText(login: string, repository: Repository): string {
  return `Thanks, ${login}. AO acts only on the word of people with write access to \`${repository.name}\`; one of them can write \`/ao run\` here.`;
}

/** GitHub did not say in time who somebody is. */
export function asideText(login: string): string {
  return `Sorry, ${login}: GitHub did not tell me whether you may, so I did nothing. Please write it again.`;
}
