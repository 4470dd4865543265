import type { KnownSchema, SchemaBook } from './schema-book.ts';
import { columnSharing } from './share-columns.ts';

const EMPTY = -1;

/**
 * An empty schema book. Open addressing over the first eight identity bytes, which are as random as a hash can be;
 * the others are compared.
 */
export function openSchemaBook(): SchemaBook {
  const known: KnownSchema[] = [];
  const ids = new Map<string, KnownSchema>();
  const share = columnSharing();
  let slots = new Int32Array(1_024).fill(EMPTY);
  /** Four words of identity a schema, by index. */
  let words = new Uint32Array(4 * 512);

  return {
    find(bytes, offset) {
      const first = wordAt(bytes, offset);
      const second = wordAt(bytes, offset + 4);
      const third = wordAt(bytes, offset + 8);
      const fourth = wordAt(bytes, offset + 12);
      const mask = slots.length - 1;
      for (let slot = first & mask; slots[slot] !== EMPTY; slot = (slot + 1) & mask) {
        const at = slots[slot] * 4;
        const equal =
          words[at] === first &&
          words[at + 1] === second &&
          words[at + 2] === third &&
          words[at + 3] === fourth;
        if (equal) return known[slots[slot]];
      }
      return undefined;
    },
    byId: (id) => ids.get(id),
    byIndex: (index) => known[index],
    add(id, schema) {
      const before = ids.get(id);
      if (before) return before;
      const added = { index: known.length, id, schema: share(schema) };
      known.push(added);
      ids.set(id, added);
      remember(added);
      return added;
    },
    get size() {
      return known.length;
    },
  };

  function remember({ index, id }: KnownSchema): void {
    if (words.length < (index + 1) * 4) {
      const larger = new Uint32Array(words.length * 2);
      larger.set(words);
      words = larger;
    }
    const bytes = Buffer.from(id, 'hex');
    for (let word = 0; word < 4; word++) words[index * 4 + word] = wordAt(bytes, word * 4);
    if (known.length * 2 > slots.length) {
      slots = new Int32Array(slots.length * 2).fill(EMPTY);
      for (const { index: each } of known) place(each);
    } else place(index);
  }

  function place(index: number): void {
    const mask = slots.length - 1;
    let slot = words[index * 4] & mask;
    while (slots[slot] !== EMPTY) slot = (slot + 1) & mask;
    slots[slot] = index;
  }
}

function wordAt(bytes: Uint8Array, offset: number): number {
  return (
    (bytes[offset] | (bytes[offset + 1] << 8) | (bytes[offset + 2] << 16) | (bytes[offset + 3] << 24)) >>> 0
  );
}
