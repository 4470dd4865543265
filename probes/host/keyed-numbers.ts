import { Scanner } from './scanner.ts';

/**
 * Reads the numbers behind some keys out of a file of `key number` lines, in one pass of native searches.
 * The keys are best given in the order of the file, which then is walked only once; a missing one gives NaN.
 */
export function keyedNumbers(keys: readonly string[]): (bytes: Buffer) => Float64Array {
  const needles = keys.map((key) => Buffer.from(`\n${key}`));
  const values = new Float64Array(keys.length);

  return (bytes) => {
    let from = 0;
    for (let i = 0; i < needles.length; i++) {
      const needle = needles[i] as Buffer;
      const at = find(bytes, needle, from);
      values[i] = at < 0 ? Number.NaN : new Scanner(bytes, at).number();
      if (at >= 0) from = at;
    }
    return values;
  };
}

/** Where the number behind the needle begins, or -1; looks from `from` on first, then from the start. */
function find(bytes: Buffer, needle: Buffer, from: number): number {
  const ahead = bytes.indexOf(needle, from);
  if (ahead >= 0) return ahead + needle.length;
  const first = needle.subarray(1);
  if (bytes.length >= first.length && bytes.compare(first, 0, first.length, 0, first.length) === 0)
    return first.length;
  if (from === 0) return -1;
  const behind = bytes.subarray(0, from + needle.length).indexOf(needle);
  return behind < 0 ? -1 : behind + needle.length;
}
