interface Entry<Value> {
  parent: number;
  text: Uint8Array;
  value: Value;
  next: Entry<Value> | undefined;
}

/** Whoever knows the seed could make keys that all fall into one bucket. */
const SEED = (Math.random() * 2 ** 32) | 0;

/** Values by the bytes that name them, below a parent; found without making a string. Who fills it bounds it. */
export class ByteTable<Value> {
  readonly #buckets = new Map<number, Entry<Value>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** `view` shows the same bytes. */
  find(parent: number, bytes: Uint8Array, view: DataView, start: number, end: number): Value | undefined {
    let entry = this.#buckets.get(hashOf(parent, bytes, view, start, end));
    while (entry) {
      if (entry.parent === parent && isEqual(entry.text, bytes, start, end)) return entry.value;
      entry = entry.next;
    }
    return undefined;
  }

  /** Keeps `text` itself; returns what is there now: one that was there already stays. */
  add(parent: number, text: Uint8Array, value: Value): Value {
    const view = new DataView(text.buffer, text.byteOffset, text.length);
    const known = this.find(parent, text, view, 0, text.length);
    if (known !== undefined) return known;
    const hash = hashOf(parent, text, view, 0, text.length);
    this.#buckets.set(hash, { parent, text, value, next: this.#buckets.get(hash) });
    this.#size++;
    return value;
  }

  /** Forgets what `isGone` says. */
  sweep(isGone: (value: Value) => boolean): void {
    for (const [hash, first] of this.#buckets) {
      let kept: Entry<Value> | undefined;
      for (let entry: Entry<Value> | undefined = first; entry; entry = entry.next) {
        if (isGone(entry.value)) this.#size--;
        else kept = { ...entry, next: kept };
      }
      if (kept) this.#buckets.set(hash, kept);
      else this.#buckets.delete(hash);
    }
  }

  clear(): void {
    this.#buckets.clear();
    this.#size = 0;
  }
}

/** Four bytes at a time; 30 bits, so that it stays a small integer. */
function hashOf(parent: number, bytes: Uint8Array, view: DataView, start: number, end: number): number {
  let hash = Math.imul(SEED ^ parent, 0x9e37_79b1);
  let at = start;
  for (; at + 4 <= end; at += 4) {
    hash = Math.imul(hash ^ view.getInt32(at, true), 0x9e37_79b1);
    hash ^= hash >>> 15;
  }
  for (; at < end; at++) hash = Math.imul(hash ^ bytes[at], 0x0100_0193);
  hash ^= hash >>> 13;
  return (hash ^ (end - start)) & 0x3fff_ffff;
}

function isEqual(text: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (text.length !== end - start) return false;
  for (let at = 0; at < text.length; at++) if (text[at] !== bytes[start + at]) return false;
  return true;
}
