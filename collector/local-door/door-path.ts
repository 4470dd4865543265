import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** The kernel takes no longer path for a socket (108 bytes on Linux, 104 elsewhere, with the closing zero). */
const LONGEST_PATH = 103;

/** Where the door of the collector with this data directory is: a socket in it, or a pipe on Windows. */
export function doorPath(dataDir: string): string {
  const folder = resolve(dataDir);
  const name = `ward-${createHash('sha256').update(folder).digest('hex').slice(0, 24)}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\${name}`;
  const path = join(folder, 'collector.sock');
  return Buffer.byteLength(path) <= LONGEST_PATH ? path : join(tmpdir(), `${name}.sock`);
}
