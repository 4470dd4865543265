import { Scanner } from '../scanner.ts';

/** Where each figure of a device stands, in the order of the kernel; bytes instead of its sectors. */
export const FIGURE = {
  reads: 0,
  mergedReads: 1,
  readBytes: 2,
  readTimeMs: 3,
  writes: 4,
  mergedWrites: 5,
  writeBytes: 6,
  writeTimeMs: 7,
  inProgress: 8,
  ioTimeMs: 9,
  weightedIoTimeMs: 10,
} as const;

const FIGURES = 11;

/** The kernel counts in sectors of this size whatever the disk has. */
const SECTOR_BYTES = 512;

/** Calls `each` for the devices in `/proc/diskstats` for which `wanted` is true; discards and flushes are left out. */
export function parseDiskstats(
  bytes: Buffer,
  wanted: (name: string) => boolean,
  each: (name: string, figures: Float64Array) => void,
): void {
  for (const scanner = new Scanner(bytes); !scanner.done; scanner.nextLine()) {
    scanner.skip(2);
    const name = scanner.word();
    if (name === '' || !wanted(name)) continue;
    const figures = new Float64Array(FIGURES);
    for (let i = 0; i < FIGURES; i++) figures[i] = scanner.number();
    figures[FIGURE.readBytes]! *= SECTOR_BYTES;
    figures[FIGURE.writeBytes]! *= SECTOR_BYTES;
    each(name, figures);
  }
}
