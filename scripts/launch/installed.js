import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Why the dependencies of a folder must be installed, in words; undefined when they are there.
 * The stamp answers at once. Without one, what npm itself wrote down counts as well, so that an `npm ci` by hand
 * is not repeated.
 *
 * @param {string} folder
 * @returns {string | undefined}
 */
export function whyInstall(folder) {
  const lock = readFileSync(join(folder, 'package-lock.json'));
  if (read(stampOf(folder)) === fingerprint(lock)) return undefined;

  const present = read(join(folder, 'node_modules', '.package-lock.json'));
  if (present === undefined) return 'they are not installed yet';
  if (!covers(JSON.parse(present).packages, JSON.parse(lock.toString()).packages)) {
    return 'package-lock.json has changed';
  }
  stampInstalled(folder);
  return undefined;
}

/**
 * Writes down that what package-lock.json asks for is there.
 *
 * @param {string} folder
 */
export function stampInstalled(folder) {
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  writeFileSync(stampOf(folder), fingerprint(readFileSync(join(folder, 'package-lock.json'))));
}

/** @param {string} folder */
function stampOf(folder) {
  return join(folder, 'node_modules', '.ward-installed');
}

/** @param {Buffer} lock */
function fingerprint(lock) {
  return createHash('sha256').update(lock).update(`${process.platform}-${process.arch}`).digest('hex');
}

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, os?: string | string[], cpu?: string | string[], libc?: string | string[] }} Locked
 */

/**
 * @param {Record<string, Locked>} present
 * @param {Record<string, Locked>} wanted
 */
function covers(present, wanted) {
  return Object.entries(wanted).every(([path, locked]) => {
    if (path === '') return true;
    const found = present[path];
    if (!found) return locked.optional === true && !isForHere(locked);
    return found.version === locked.version && found.integrity === locked.integrity;
  });
}

/**
 * Whether an optional package must be here: one that names this platform. Those that name none come and go with
 * the package that wants them.
 *
 * @param {Locked} locked
 */
function isForHere({ os, cpu, libc }) {
  if (!os && !cpu) return false;
  return (
    [os ?? process.platform].flat().includes(process.platform) &&
    [cpu ?? process.arch].flat().includes(process.arch) &&
    [libc ?? ourLibc()].flat().includes(ourLibc())
  );
}

function ourLibc() {
  const report = /** @type {{ header: { glibcVersionRuntime?: string } }} */ (process.report.getReport());
  return report.header.glibcVersionRuntime ? 'glibc' : 'musl';
}

/** @param {string} file */
function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
