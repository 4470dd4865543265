import type { Caller, Parameters } from './call.ts';
import type { Paged } from './shapes.ts';

/** More pages than any list of ours should have: a cursor that never ends is an error. */
const MOST_PAGES = 200;

/** All pages of a list that is paged by cursor. */
export async function getAll<Answer extends Paged, Item>(
  api: Caller,
  path: string,
  itemsOf: (answer: Answer) => Item[],
  parameters: Parameters = {},
): Promise<Item[]> {
  const found: Item[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const answer = await api.get<Answer>(path, { ...parameters, cursor });
    found.push(...itemsOf(answer));
    if (!answer.next) return found;
    cursor = answer.next;
  }
  return found;
}
