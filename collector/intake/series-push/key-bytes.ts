/** Bytes and a view of the same bytes. */
export interface Viewed {
  bytes: Uint8Array;
  view: DataView;
}

/** Gathers what names a series from several places, in one buffer that is used again and again. */
export class KeyBytes implements Viewed {
  bytes = new Uint8Array(1_024);
  view = new DataView(this.bytes.buffer);
  length = 0;

  clear(): void {
    this.length = 0;
  }

  add(from: Uint8Array, start: number, end: number): void {
    this.#makeRoom(end - start);
    const { bytes } = this;
    let at = this.length;
    for (let each = start; each < end; each++) bytes[at++] = from[each];
    this.length = at;
  }

  addByte(byte: number): void {
    this.#makeRoom(1);
    this.bytes[this.length++] = byte;
  }

  /** What was gathered, to keep. */
  copy(): Uint8Array {
    return Buffer.from(this.bytes.subarray(0, this.length));
  }

  #makeRoom(more: number): void {
    if (this.length + more <= this.bytes.length) return;
    const larger = new Uint8Array((this.length + more) * 2);
    larger.set(this.bytes);
    this.bytes = larger;
    this.view = new DataView(larger.buffer);
  }
}
