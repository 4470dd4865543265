import { createHash } from 'node:crypto';
import type { SqlValue } from './sql.ts';

/** Says whether two tables hold the same rows, whatever their order: the sum of a hash of every row. */
export class TableDigest {
  rows = 0;
  readonly #sum = new Uint32Array(8);

  add(values: readonly SqlValue[]): void {
    const hash = createHash('sha256')
      .update(JSON.stringify(values.map(plain)))
      .digest();
    for (let at = 0; at < 8; at++) this.#sum[at] += hash.readUInt32LE(at * 4);
    this.rows++;
  }

  get hex(): string {
    return Buffer.from(this.#sum.buffer).toString('hex');
  }
}

/** As text that tells apart what JSON would not. */
function plain(value: SqlValue): unknown {
  if (value === null || typeof value === 'string') return value;
  if (typeof value === 'number') return [String(value)];
  return { bytes: Buffer.from(value.buffer, value.byteOffset, value.length).toString('base64') };
}
