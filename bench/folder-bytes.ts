import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Bytes that all files in a folder take on the disk; one that vanishes meanwhile counts nothing. */
export function folderBytes(folder: string): number {
  let bytes = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    // Files made in advance are mostly holes: blocks count, not the size.
    const stat = statSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false });
    bytes += (stat?.blocks ?? 0) * 512;
  }
  return bytes;
}
