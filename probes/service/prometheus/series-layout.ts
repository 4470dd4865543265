import type { Column } from '#protocol/schema.ts';

/** The series of an answer in their order, as bytes, so that the next answer can be laid beside it. */
export class SeriesLayout {
  readonly columns: readonly (Column | undefined)[];
  readonly #bytes: Buffer;
  /** Where each begins; one more than there are. */
  readonly #starts: Uint32Array;
  readonly #ups: Uint8Array;

  constructor(lines: readonly string[], columns: readonly (Column | undefined)[], ups: Uint8Array) {
    this.columns = columns;
    this.#ups = ups;
    this.#bytes = Buffer.from(lines.join(''), 'utf8');
    this.#starts = new Uint32Array(lines.length + 1);
    for (const [index, line] of lines.entries())
      this.#starts[index + 1] = (this.#starts[index] as number) + Buffer.byteLength(line);
  }

  /** Where the series of this line ends in `body`; -1 when another one stands there. */
  match(line: number, body: Buffer, at: number, stop: number): number {
    if (line >= this.columns.length) return -1;
    const from = this.#starts[line] as number;
    const to = this.#starts[line + 1] as number;
    const behind = at + to - from;
    if (behind >= stop) return -1;
    return this.#bytes.compare(body, at, behind, from, to) === 0 ? behind : -1;
  }

  /** Whether it says that something is up. */
  isUp(line: number): boolean {
    return this.#ups[line] === 1;
  }
}
