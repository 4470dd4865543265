/*
 * Snappy's block format: the unpacked length as a varint, then literals and copies of what was unpacked before.
 * https://github.com/google/snappy/blob/main/format_description.txt
 *
 *   ......00  literal: length - 1 in the upper six bits, or 60 … 63: in 1 … 4 bytes behind
 *   ......01  copy of 4 … 11 bytes: length - 4 in three bits, offset in the upper three and one byte behind
 *   ......10  copy of 1 … 64 bytes: offset in two bytes behind          ......11  in four bytes behind
 */

/** Bytes that are no snappy block; `at` is where. */
export class SnappyError extends Error {
  readonly at: number;
  constructor(at: number, what: string) {
    super(`${what} at byte ${at}`);
    this.name = 'SnappyError';
    this.at = at;
  }
}

/** Below this, byte by byte is faster than a call. */
const SHORT = 24;

/** The length that a block says it unpacks to; look at it before making room. */
export function snappyLength(block: Uint8Array): number {
  let length = 0;
  for (let at = 0; at < 5; at++) {
    if (at >= block.length) throw new SnappyError(at, 'the block ends inside its length');
    length += (block[at] & 0x7f) * 2 ** (7 * at);
    if (block[at] < 0x80) {
      if (length > 0xffff_ffff) break;
      return length;
    }
  }
  throw new SnappyError(0, 'a length of more than 32 bits');
}

/** Unpacks into the front of `output`, which has room for `snappyLength`; throws when the block is not what it says. */
export function unpackSnappy(block: Uint8Array, output: Uint8Array): number {
  const length = snappyLength(block);
  let at = 1;
  while (block[at - 1] >= 0x80) at++;
  let end = 0;
  while (at < block.length) {
    const start = at;
    const tag = block[at++];
    if ((tag & 3) === 0) {
      let size = (tag >> 2) + 1;
      if (size > 60) {
        const extra = size - 60;
        if (at + extra > block.length) throw new SnappyError(start, 'the block ends inside a literal');
        size = littleEndian(block, at, extra) + 1;
        at += extra;
      }
      if (size > block.length - at) throw new SnappyError(start, 'the block ends inside a literal');
      if (size > length - end) throw new SnappyError(start, 'more than the block says it holds');
      if (size < SHORT) for (let each = 0; each < size; each++) output[end + each] = block[at + each];
      else output.set(block.subarray(at, at + size), end);
      at += size;
      end += size;
      continue;
    }
    const behind = (tag & 3) === 1 ? 1 : (tag & 3) === 2 ? 2 : 4;
    if (at + behind > block.length) throw new SnappyError(start, 'the block ends inside a copy');
    const size = behind === 1 ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1;
    const offset = littleEndian(block, at, behind) + (behind === 1 ? (tag >> 5) * 256 : 0);
    at += behind;
    if (offset === 0 || offset > end) throw new SnappyError(start, 'a copy of what is not there');
    if (size > length - end) throw new SnappyError(start, 'more than the block says it holds');
    // A copy may reach into what it writes itself: that is how runs are packed.
    if (offset >= size && size >= SHORT) output.copyWithin(end, end - offset, end - offset + size);
    else for (let each = end; each < end + size; each++) output[each] = output[each - offset];
    end += size;
  }
  if (end !== length) throw new SnappyError(at, `${end} bytes where the block says ${length}`);
  return length;
}

function littleEndian(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let each = count - 1; each >= 0; each--) value = value * 256 + bytes[at + each];
  return value;
}
