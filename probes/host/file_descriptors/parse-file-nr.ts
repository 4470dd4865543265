import { Scanner } from '../scanner.ts';

/** Open files, their limit and the used share, from `/proc/sys/fs/file-nr` (`open unused limit`). */
export function parseFileNr(bytes: Buffer): number[] {
  const scanner = new Scanner(bytes);
  const open = scanner.number();
  scanner.skip(1);
  const limit = scanner.number();
  return [open, limit, (100 * open) / limit];
}
