import { type Flag, helpText } from '#config/command-line.ts';

const SIDES: readonly Flag[] = [
  { name: 'from', value: 'ADDRESS', does: 'the store that has the history; --help shows the forms' },
  { name: 'to', value: 'ADDRESS', does: 'the store that gets it' },
];

const DATA: readonly Flag[] = [
  { name: 'config', value: 'FILE', does: 'settings of the collector as YAML: retention, ledger, data' },
  { name: 'data', value: 'DIR', path: ['data'], does: 'data directory of the collector, default ./data' },
];

const SCOPE: readonly Flag[] = [
  { name: 'from-day', value: 'YYYY-MM-DD', does: 'first day (UTC), default: the first that there is' },
  { name: 'to-day', value: 'YYYY-MM-DD', does: 'last day (UTC), default: today' },
  { name: 'targets', value: 'ID,ID', does: 'only these targets, by their ids' },
];

const SHARE: readonly Flag[] = [
  {
    name: 'share',
    value: 'PERCENT',
    does: 'of the time of a running collector, 1 to 100, default 30; it waits anyway while live samples do',
  },
];

export const VERBS = {
  copy: {
    does: 'copies samples from one store to another and verifies them; run it again to go on',
    flags: [
      ...SIDES,
      ...DATA,
      ...SCOPE,
      ...SHARE,
      { name: 'dry-run', does: 'only says what would be copied' },
    ],
  },
  compare: {
    does: 'compares counts and sums of every series and day, and changes nothing',
    flags: [...SIDES, ...DATA, ...SCOPE, ...SHARE],
  },
  'copy-status': { does: 'how far the copy is that a running collector makes', flags: DATA },
  'copy-cancel': { does: 'ends that copy; what is copied stays', flags: DATA },
} as const satisfies Record<string, { does: string; flags: readonly Flag[] }>;

export type Verb = keyof typeof VERBS;

export function isVerb(word: string | undefined): word is Verb {
  return word !== undefined && Object.hasOwn(VERBS, word);
}

const FORMS = `
addresses:
  embedded                                    the embedded store of --data
  embedded:PATH                               the one of another data directory, such as a restored backup
  influxdb://[user:password@]host[:8086]/database
  influxdb2://[token@]host[:8086]/database?org=organisation
  influxdb3://[token@]host[:8181]/database
  victoriametrics://[user:password@]host[:8428]
  victoriametrics://insert-host[:8480]/tenant?select=select-host[:8481]
With TLS the scheme ends in "s"; "?secretFile=path" reads password or token from a file.

While a collector runs on --data it does the work itself, beside its own.`;

/** The text of `--help`: of one verb, or of all. */
export function storeHelp(verb: Verb | undefined): string {
  if (verb === undefined) {
    const lines = Object.entries(VERBS).map(([name, { does }]) => `  ${name.padEnd(13)} ${does}`);
    return [
      'usage: npm run store -- <what> [options]',
      '',
      ...lines,
      '',
      'npm run store -- <what> --help',
    ].join('\n');
  }
  const { does, flags } = VERBS[verb];
  const needsSides = verb === 'copy' || verb === 'compare';
  const usage = `usage: npm run store -- ${verb}${needsSides ? ' --from ADDRESS --to ADDRESS' : ''} [options]\n\n${does}`;
  return helpText(usage, flags) + (needsSides ? `\n${FORMS}` : '');
}
