import type { Override } from '#config/read-config.ts';

/** Settings that have to do with what is asked elsewhere, passed on or told, or that may name a probe which asks. */
const OF_OTHERS = /^(zone|targets|traps|syslog|bounds|relay|profiles|alone)["']?\s*:/m;

/**
 * True when an agent may ask something else than its own machine. It is found out before the configuration is read:
 * an agent that asks nobody is spared the settings and metrics of everything that can be asked. In doubt it is true.
 */
export function asksOthers(file: string | undefined, overrides: readonly Override[]): boolean {
  if (overrides.some(({ path: [field = ''] }) => field === 'zone')) return true;
  if (file === undefined) return false;
  // YAML that is no block, such as JSON, has its keys in the middle of lines.
  return OF_OTHERS.test(file) || /^\s*[{"']/.test(file);
}
