import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { identify, isAlive } from './launch/process-identity.js';

const projectFolder = fileURLToPath(new URL('..', import.meta.url));

/**
 * Says that a process (this one, or a child) runs on the dependencies of this folder, so that no launch replaces
 * them underneath it. Ends with that process, with ours, or with a call of what it returns; all may happen. A folder
 * that cannot be written to keeps no marks: nobody can install there either.
 *
 * @param {string} what for people: 'collector', 'agent'
 * @param {string} [folder]
 * @param {number} [pid]
 * @returns {() => void}
 */
export function markRunning(what, folder = projectFolder, pid = process.pid) {
  const file = join(marksOf(folder), `${pid}.json`);
  try {
    mkdirSync(marksOf(folder), { recursive: true });
    writeFileSync(file, JSON.stringify({ ...identify(pid), what }));
  } catch {
    return () => {};
  }
  const unmark = () => {
    process.off('exit', unmark);
    rmSync(file, { force: true });
  };
  process.on('exit', unmark);
  return unmark;
}

/**
 * The programs of this folder that run now. Marks of processes that were killed are cleared away.
 *
 * @param {string} [folder]
 * @returns {{ pid: number, what: string }[]}
 */
export function runningPrograms(folder = projectFolder) {
  const running = [];
  for (const name of listed(marksOf(folder))) {
    const file = join(marksOf(folder), name);
    const mark = read(file);
    if (mark && isAlive(mark)) running.push({ pid: mark.pid, what: mark.what });
    else rmSync(file, { force: true });
  }
  return running;
}

/** @param {string} folder */
function marksOf(folder) {
  return join(folder, '.cache', 'running');
}

/** @param {string} folder */
function listed(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/**
 * @param {string} file
 * @returns {(import('./launch/process-identity.js').ProcessIdentity & { what: string }) | undefined}
 */
function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
