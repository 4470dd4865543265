import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LaunchError } from './launch-error.js';
import { identify, isAlive } from './process-identity.js';

const pollMs = 200;
const longestWaitMs = 15 * 60_000;

/**
 * Runs `work` while no other process does. A lock whose owners are gone is taken over. `adopt` adds a child to the
 * owners, so that the lock outlives a killed parent for as long as the child goes on.
 *
 * @param {string} file
 * @param {(message: string) => void} say
 * @param {(adopt: (pid: number) => void) => Promise<void>} work
 */
export async function withLock(file, say, work) {
  mkdirSync(dirname(file), { recursive: true });
  const own = `${file}.${process.pid}`;
  const owners = [identify(process.pid)];
  await acquire(file, own, JSON.stringify(owners), say);
  try {
    await work((pid) => {
      owners.push(identify(pid));
      writeFileSync(own, JSON.stringify(owners));
      renameSync(own, file);
    });
  } finally {
    rmSync(file, { force: true });
  }
}

/**
 * @param {string} file
 * @param {string} own a name of this process alone
 * @param {string} content
 * @param {(message: string) => void} say
 */
async function acquire(file, own, content, say) {
  let told = false;
  for (let waitedMs = 0; waitedMs < longestWaitMs; waitedMs += pollMs) {
    if (take(file, own, content)) return;
    const text = read(file);
    if (text === undefined) continue;
    const owner = ownersIn(text).find(isAlive);
    if (!owner) {
      clear(file, own, text);
      continue;
    }
    if (!told) say(`Another launch (process ${owner.pid}) is installing the dependencies: waiting for it.`);
    told = true;
    await sleep(pollMs);
  }
  throw new LaunchError(
    `Another launch has been installing for ${longestWaitMs / 60_000} minutes: end it, then run the same command again.`,
  );
}

/**
 * A link appears with its whole content at once, or not at all.
 *
 * @param {string} file
 * @param {string} own
 * @param {string} content
 */
function take(file, own, content) {
  writeFileSync(own, content);
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
    return false;
  } finally {
    rmSync(own, { force: true });
  }
}

/**
 * Removes a dead lock. Between reading and removing, another process may have done the same and taken the lock:
 * moving it aside first shows which one was caught, and a living one is put back.
 *
 * @param {string} file
 * @param {string} own
 * @param {string} deadContent
 */
function clear(file, own, deadContent) {
  try {
    renameSync(file, own);
  } catch {
    return;
  }
  if (read(own) !== deadContent) {
    try {
      linkSync(own, file);
    } catch {
      // A third one took it in that instant: it stays theirs.
    }
  }
  rmSync(own, { force: true });
}

/**
 * @param {string} text
 * @returns {import('./process-identity.js').ProcessIdentity[]}
 */
function ownersIn(text) {
  try {
    return JSON.parse(text);
  } catch {
    return [];
  }
}

/** @param {string} file */
function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
