import { readFileSync } from 'node:fs';

/**
 * A process that cannot be mistaken for a later one with the same number: the number and its start.
 *
 * @typedef {{ pid: number, started: string }} ProcessIdentity
 */

/**
 * @param {number} pid
 * @returns {ProcessIdentity}
 */
export function identify(pid) {
  return { pid, started: startOf(pid) ?? '' };
}

/**
 * Whether this very process still runs. Where the kernel tells no start times (outside Linux), any process
 * with the number counts.
 *
 * @param {ProcessIdentity} identity
 */
export function isAlive({ pid, started }) {
  if (process.platform === 'linux') return started !== '' && startOf(pid) === started;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/**
 * Boot and clock ticks since then; undefined for a process that is gone, or dead and not yet buried.
 *
 * @param {number} pid
 */
function startOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name stands in brackets and may itself hold brackets and spaces: count from the last one.
    const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (state === 'Z' || state === 'X') return undefined;
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}:${rest[18]}`;
  } catch {
    return undefined;
  }
}
