import type { ParsedLine } from './parse-line.ts';

/** What lines of one shape (series key and field names) become. */
export interface Shape {
  /** The 16 bytes of the schema's identity. */
  schemaId: Uint8Array;
  /** Column of each numeric field, in the order of the line. */
  columns: Uint16Array;
  width: number;
}

/** Shapes kept at a time; beyond it the table starts anew, which costs a look at the ledger's schemas and no data. */
export const MAX_SHAPES = 500_000;

interface Entry {
  shape: Shape;
  /** The bytes that make the shape: series key, then each field name behind a zero. */
  text: Uint8Array;
  next: Entry | undefined;
}

/** Shapes by the bytes of a line, looked up without making a string. */
export class ShapeTable {
  #buckets = new Map<number, Entry>();
  #size = 0;

  find(body: Uint8Array, line: ParsedLine): Shape | undefined {
    let entry = this.#buckets.get(hashShape(body, line));
    while (entry) {
      if (sameShape(entry.text, body, line)) return entry.shape;
      entry = entry.next;
    }
    return undefined;
  }

  add(body: Uint8Array, line: ParsedLine, shape: Shape): void {
    this.#insert(hashShape(body, line), shape, shapeText(body, line));
  }

  /** Takes over everything that `other` holds. */
  adopt(other: ShapeTable): void {
    for (const [hash, first] of other.#buckets) {
      for (let entry: Entry | undefined = first; entry; entry = entry.next) {
        this.#insert(hash, entry.shape, entry.text);
      }
    }
  }

  #insert(hash: number, shape: Shape, text: Uint8Array): void {
    if (this.#size >= MAX_SHAPES) this.clear();
    this.#buckets.set(hash, { shape, text, next: this.#buckets.get(hash) });
    this.#size++;
  }

  clear(): void {
    this.#buckets.clear();
    this.#size = 0;
  }

  get size(): number {
    return this.#size;
  }
}

/** FNV-1a over the series key and the names of the numeric fields; 31 bits, so that it stays a small integer. */
function hashShape(body: Uint8Array, line: ParsedLine): number {
  let hash = 0x811c9dc5;
  for (let at = line.keyStart; at < line.keyEnd; at++) hash = Math.imul(hash ^ body[at], 0x01000193);
  for (let field = 0; field < line.fields; field++) {
    hash = Math.imul(hash, 0x01000193);
    const end = line.nameEnd[field];
    for (let at = line.nameStart[field]; at < end; at++) hash = Math.imul(hash ^ body[at], 0x01000193);
  }
  return hash & 0x3fff_ffff;
}

function shapeText(body: Uint8Array, line: ParsedLine): Uint8Array {
  let size = line.keyEnd - line.keyStart;
  for (let field = 0; field < line.fields; field++) size += 1 + line.nameEnd[field] - line.nameStart[field];
  const text = new Uint8Array(size);
  text.set(body.subarray(line.keyStart, line.keyEnd));
  let offset = line.keyEnd - line.keyStart;
  for (let field = 0; field < line.fields; field++) {
    offset++;
    text.set(body.subarray(line.nameStart[field], line.nameEnd[field]), offset);
    offset += line.nameEnd[field] - line.nameStart[field];
  }
  return text;
}

function sameShape(text: Uint8Array, body: Uint8Array, line: ParsedLine): boolean {
  let offset = 0;
  for (let at = line.keyStart; at < line.keyEnd; at++) if (text[offset++] !== body[at]) return false;
  for (let field = 0; field < line.fields; field++) {
    if (text[offset++] !== 0) return false;
    const end = line.nameEnd[field];
    for (let at = line.nameStart[field]; at < end; at++) if (text[offset++] !== body[at]) return false;
  }
  return offset === text.length;
}
