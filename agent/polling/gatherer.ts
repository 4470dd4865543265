/** Collects what comes at any moment and hands it over in few portions: each is one message and one sync to disk. */
export interface Gatherer<Item> {
  add(items: readonly Item[]): void;
  /** Hands over what is there. */
  flush(): void;
}

const GATHER_MS = 250;
/** So much leaves at once, so that a portion stays small. */
const MAX_ITEMS = 500;

export function createGatherer<Item>(hand: (items: readonly Item[]) => void): Gatherer<Item> {
  let gathered: Item[] = [];
  let timer: NodeJS.Timeout | undefined;
  return {
    add(items) {
      if (items.length === 0) return;
      for (const item of items) gathered.push(item);
      if (gathered.length >= MAX_ITEMS) flush();
      else timer ??= setTimeout(flush, GATHER_MS);
    },
    flush,
  };

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    const items = gathered;
    gathered = [];
    if (items.length > 0) hand(items);
  }
}
