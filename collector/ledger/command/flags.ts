import type { Flag } from '#config/command-line.ts';

const COMMON: readonly Flag[] = [
  { name: 'data', value: 'DIR', path: ['data'], does: 'data directory of the collector, default ./data' },
  {
    name: 'config',
    value: 'FILE',
    does: 'settings of the collector as YAML: where its data and its ledger are',
  },
];

/** What can be done, and with which words behind it. */
export const VERBS = {
  copy: {
    usage:
      'usage: npm run ledger -- copy --from ADDRESS --to ADDRESS [options]\n\n' +
      'Copies a ledger into an empty one, all or nothing, and compares both. The collector must not run meanwhile.\n' +
      'An address is sqlite (that of the data directory), sqlite:FILE, or postgres://user@host/database?secretFile=FILE.',
    flags: [
      { name: 'from', value: 'ADDRESS', does: 'default: the ledger of the collector' },
      { name: 'to', value: 'ADDRESS', does: 'made when it is missing; nothing may be in it' },
      ...COMMON,
    ],
  },
  check: {
    usage:
      'usage: npm run ledger -- check [options]\n\n' +
      'Reads all of the ledger and the chain of its audit. The collector must not run meanwhile.',
    flags: [{ name: 'from', value: 'ADDRESS', does: 'default: the ledger of the collector' }, ...COMMON],
  },
} satisfies Record<string, { usage: string; flags: readonly Flag[] }>;

export type Verb = keyof typeof VERBS;

export const USAGE = `usage: npm run ledger -- copy|check [options]; --help behind either says more`;
