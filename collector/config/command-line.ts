import { type Flag, helpText, readCommandLine } from '#config/command-line.ts';
import { readConfig } from '#config/read-config.ts';
import { CollectorConfig } from './config.ts';

/** What `npm start` and the service understand behind the program's name. */
export const COLLECTOR_FLAGS: readonly Flag[] = [
  { name: 'config', value: 'FILE', does: 'settings as YAML; flags win over it' },
  { name: 'listen', value: 'HOST:PORT', path: ['listen'], does: 'where to listen, default 127.0.0.1:8642' },
  { name: 'data', value: 'DIR', path: ['data'], does: 'folder for everything that is kept, default ./data' },
  {
    name: 'store',
    value: 'ADDRESS',
    path: ['store'],
    does: 'embedded (default), influxdb://host:8086/database, victoriametrics://host:8428 and more: docs/stores.md',
  },
  {
    name: 'ledger',
    value: 'ADDRESS',
    path: ['ledger'],
    does: 'sqlite (default) or postgres://user@host/database?secretFile=FILE: docs/ledger.md',
  },
  {
    name: 'interval',
    value: '10s',
    path: ['interval'],
    does: 'how often the agent beside the collector measures',
  },
  { name: 'no-agent', path: ['agent'], sets: false, does: 'starts no agent for this machine' },
];

const USAGE =
  'usage: npm start -- [options]\n\nWARD_ADMIN_PASSWORD sets the password of the first administrator, admin.';

/** The settings of this start, or the text of `--help`. Throws a ConfigError that names every mistake. */
export function readCollectorConfig(argv: readonly string[]): { config: CollectorConfig } | { help: string } {
  const { help, values, overrides } = readCommandLine(argv, COLLECTOR_FLAGS);
  if (help) return { help: helpText(USAGE, COLLECTOR_FLAGS) };
  return { config: readConfig(values.config as string | undefined, CollectorConfig, overrides) };
}
