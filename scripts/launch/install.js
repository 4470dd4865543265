import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runningPrograms } from '../running.js';
import { withLock } from './install-lock.js';
import { stampInstalled, whyInstall } from './installed.js';
import { LaunchError } from './launch-error.js';
import { npmCi } from './npm.js';

/**
 * Makes node_modules of a folder what its package-lock.json says; does nothing, and prints nothing, when it is so
 * already. Never replaces what a running collector or agent of that folder stands on, never runs twice at once,
 * and puts the former node_modules back when it fails.
 *
 * @param {{ folder: string, what?: string, say: (message: string) => void }} options `what` is installed, for people
 * @returns {Promise<void>}
 */
export async function ensureInstalled({ folder, what = 'the dependencies', say }) {
  if (!whyInstall(folder)) return;

  const cache = join(folder, '.cache');
  await withLock(join(cache, 'install.lock'), say, async (adopt) => {
    const reason = whyInstall(folder);
    if (!reason) return;
    refuseUnderRunning(folder);

    say(`Installing ${what} (${reason}): npm ci in ${folder}`);
    const startedMs = performance.now();
    const aside = putAside(folder, cache);
    try {
      await npmCi(folder, say, adopt);
    } catch (error) {
      aside?.restore();
      throw error;
    }
    aside?.discard();
    stampInstalled(folder);
    say(`Installed in ${((performance.now() - startedMs) / 1000).toFixed(1)} s.`);
  });
}

/** @param {string} folder */
function refuseUnderRunning(folder) {
  const running = runningPrograms(folder).filter(({ pid }) => pid !== process.pid);
  if (running.length === 0) return;
  const names = running.map(({ what, pid }) => `${what} (process ${pid})`).join(', ');
  throw new LaunchError(
    `The dependencies must be installed anew, but they are in use by ${names}: stop it first, then run the same command again.`,
  );
}

/**
 * npm ci deletes before it downloads. Whoever loses the network in between would be left with nothing.
 *
 * @param {string} folder
 * @param {string} cache on the same file system, so that this is a rename
 */
function putAside(folder, cache) {
  const modules = join(folder, 'node_modules');
  const aside = join(cache, 'node_modules-before');
  const remove = { recursive: true, force: true };
  mkdirSync(cache, { recursive: true });
  rmSync(aside, remove);
  try {
    renameSync(modules, aside);
  } catch (error) {
    // A mount of its own cannot be moved, and npm ci clears it in place.
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ENOENT') return undefined;
    return { restore: () => rmSync(modules, remove), discard() {} };
  }
  return {
    restore() {
      rmSync(modules, remove);
      renameSync(aside, modules);
    },
    discard() {
      rmSync(aside, remove);
    },
  };
}
