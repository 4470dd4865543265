import { join } from 'node:path';
import { ITEM, type Item } from '#protocol/frame.ts';
import { schemaIdOf } from '../outbox/recent-items.ts';
import { identityOfBytes, openSchemaShelf } from '../outbox/schema-shelf.ts';

/** The schemas of one agent: a frame is taken only when its schema is here, so that a collector can always be told. */
export interface PeerSchemas {
  /** Splits items into those that can be taken and the schemas that have to come before the rest. */
  sort(items: readonly Item[]): { taken: Item[]; needed: string[] };
  /** As it was sent; asked of its agent when the file is gone or damaged. */
  get(id: string): Promise<Uint8Array | undefined>;
}

export interface PeerSchemasOptions {
  folder: string;
  inUse: ReadonlySet<string>;
  /** Asks the agent for one; it comes among its items, or not at all. */
  askFor(id: string): void;
}

/** As many as an agent remembers that it has sent. */
const MAX_SCHEMAS = 50_000;
const WAIT_MS = 10_000;

export async function openPeerSchemas(options: PeerSchemasOptions): Promise<PeerSchemas> {
  const { folder, inUse, askFor } = options;
  const shelf = await openSchemaShelf(join(folder, 'schemas'), { inUse, maxFiles: MAX_SCHEMAS });
  const sinceOpened = new Set<string>();
  /** On the shelf by their name, and not to be read. */
  const damaged = new Set<string>();
  const waiting = new Map<string, Set<(canonical: Uint8Array | undefined) => void>>();

  return {
    sort(items) {
      const taken: Item[] = [];
      const needed = new Set<string>();
      for (const item of items) {
        if (item.kind === ITEM.schema) learn(new Uint8Array(item.body));
        if (item.kind !== ITEM.frame || isKnown(schemaIdOf(item))) taken.push(item);
        else needed.add(schemaIdOf(item));
      }
      return { taken, needed: [...needed] };
    },
    async get(id) {
      const stored = await shelf.get(id);
      if (stored) return stored;
      damaged.add(id);
      sinceOpened.delete(id);
      return await new Promise((resolve) => {
        const asking = waiting.get(id) ?? new Set();
        waiting.set(id, asking);
        const end = (canonical: Uint8Array | undefined): void => {
          clearTimeout(timer);
          asking.delete(end);
          if (asking.size === 0) waiting.delete(id);
          resolve(canonical);
        };
        const timer = setTimeout(() => end(undefined), WAIT_MS);
        asking.add(end);
        askFor(id);
      });
    },
  };

  function isKnown(id: string): boolean {
    return sinceOpened.has(id) || (shelf.has(id) && !damaged.has(id));
  }

  function learn(canonical: Uint8Array): void {
    const id = identityOfBytes(canonical);
    for (const told of waiting.get(id) ?? []) told(canonical);
    if (isKnown(id)) return;
    // Those that are still in use are asked for again.
    if (sinceOpened.size >= MAX_SCHEMAS) sinceOpened.clear();
    sinceOpened.add(id);
    damaged.delete(id);
    void shelf.put(id, canonical);
  }
}
