import { settingsTable } from '#config/settings-table.ts';
import { COLLECTOR_FLAGS } from './command-line.ts';
import { CollectorConfig } from './config.ts';

/** The page `docs/configuration.md`, from the schema that reads the configuration. */
export function configurationReference(): string {
  return [
    '# Configuration of the collector',
    '',
    'Written by `npm run docs`; change `collector/config/config.ts` instead.',
    '',
    'Everything has a default: `npm start` needs no file. `npm start -- --config collector.yaml` reads one, YAML,',
    'strictly: a name that is not known, or a value that is not allowed, ends the start with file, line, what was',
    'found and what is allowed. `deploy/collector.example.yaml` is an example to begin with.',
    '',
    settingsTable(CollectorConfig),
    '',
    '## Flags',
    '',
    'They win over the file.',
    '',
    '| flag | does |',
    '|---|---|',
    ...COLLECTOR_FLAGS.map(
      ({ name, value, does }) => `| \`--${name}${value ? ` ${value}` : ''}\` | ${does} |`,
    ),
    '',
    'The environment variable `WARD_ADMIN_PASSWORD` sets the password of the first administrator, `admin`, at the',
    'first start; without it one is made and printed once.',
    '',
  ].join('\n');
}
