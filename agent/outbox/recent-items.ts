import { decodeFrameBody, FRAME_HEADER_BYTES, ITEM, type Item, itemBytes } from '#protocol/frame.ts';

/**
 * The newest items that are not acknowledged, in memory: they leave at once without being read from disk, and they
 * are all there is while the disk cannot be written.
 */
export interface RecentItems {
  readonly bytes: number;
  add(item: Item): void;
  get(sequence: number): Item | undefined;
  /** The oldest; undefined when there is none. */
  oldest(): Item | undefined;
  remove(sequence: number): void;
  removeBetween(from: number, to: number): void;
  /** The newest frame of each schema, oldest first. */
  newestFrames(): Item[];
  clear(): void;
}

export function createRecentItems(): RecentItems {
  // A Map keeps the order of insertion, which is that of the sequences.
  const items = new Map<number, Item>();
  let bytes = 0;
  const remove = (item: Item | undefined): void => {
    if (item !== undefined && items.delete(item.sequence)) bytes -= itemBytes(item.body.length);
  };
  return {
    get bytes() {
      return bytes;
    },
    add(item) {
      items.set(item.sequence, item);
      bytes += itemBytes(item.body.length);
    },
    get: (sequence) => items.get(sequence),
    oldest: () => items.values().next().value,
    remove: (sequence) => remove(items.get(sequence)),
    removeBetween(from, to) {
      // A collector may acknowledge from the very first on; what is here is little.
      for (const item of items.values()) if (item.sequence >= from && item.sequence <= to) remove(item);
    },
    newestFrames() {
      const newest = new Map<string, Item>();
      for (const item of items.values()) {
        if (item.kind === ITEM.frame) newest.set(schemaIdOf(item), item);
      }
      return [...newest.values()].sort((a, b) => a.sequence - b.sequence);
    },
    clear() {
      items.clear();
      bytes = 0;
    },
  };
}

/** The identity of the schema that a frame item refers to. */
export function schemaIdOf(frame: Item): string {
  return decodeFrameBody(frame.body.subarray(0, FRAME_HEADER_BYTES)).schemaId;
}
