import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { StartError } from './start-error.ts';

/**
 * Makes the folder when it is missing and takes it for this process alone. Returns what gives it back. A folder
 * that cannot be written is used without a lock: the agent then keeps nothing on disk anyway. Throws a StartError
 * when another agent works in it.
 */
export function takeFolder(folder: string): () => void {
  const lock = join(folder, 'agent.lock');
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const file = openSync(lock, 'wx', 0o600);
      writeSync(file, JSON.stringify({ pid: process.pid, started: startOf(process.pid) }));
      closeSync(file);
      return () => rmSync(lock, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return () => {};
    }
    const holder = readHolder(lock);
    if (holder && isAlive(holder)) {
      throw new StartError(
        `${folder} is used by another agent (process ${holder.pid}): stop it, or give this one another folder with --data`,
      );
    }
    rmSync(lock, { force: true });
  }
  return () => {};
}

/** The last write of each file that is not over yet. */
const underWay = new Map<string, Promise<void>>();

/**
 * Replaces a small file so that after a crash either the old or the new text is there; only this user may read it. Of
 * several at once the one that was asked for last stays.
 */
export function writeWhole(path: string, text: string): Promise<void> {
  const write = () => replace(path, text);
  const written = (underWay.get(path) ?? Promise.resolve()).then(write, write);
  const forget = () => {
    if (underWay.get(path) === written) underWay.delete(path);
  };
  underWay.set(path, written);
  written.then(forget, forget);
  return written;
}

async function replace(path: string, text: string): Promise<void> {
  const file = await open(`${path}.new`, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
}

/** The content of a small file, or undefined when it is not there. Throws a StartError when it cannot be read. */
export function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new StartError(`a file of the agent cannot be read: ${message}`, { cause: error });
  }
}

interface Holder {
  pid: number;
  started: string;
}

function readHolder(lock: string): Holder | undefined {
  try {
    const holder = JSON.parse(readFileSync(lock, 'utf8'));
    return typeof holder?.pid === 'number' ? holder : undefined;
  } catch {
    return undefined;
  }
}

/** A number alone may belong to somebody else by now; with its start it cannot. */
function isAlive({ pid, started }: Holder): boolean {
  if (process.platform === 'linux') return startOf(pid) !== '' && startOf(pid) === started;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Clock ticks from boot to the start of a process, on Linux; empty for one that is gone, or dead and not yet buried. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' || state === 'X' ? '' : (fields[18] ?? '');
  } catch {
    return '';
  }
}
