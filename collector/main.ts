import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pino } from 'pino';
import { ConfigError } from '#config/config-error.ts';
import { type Collector, startCollector } from './collector.ts';
import { readCollectorConfig } from './config/command-line.ts';
import type { CollectorConfig } from './config/config.ts';
import { DataDirectoryError, DataLockedError } from './journal/data-lock.ts';
import { JournalDamagedError, JournalFullError } from './journal/journal.ts';
import { NewerLedgerError } from './ledger/migrate.ts';
import { AdministratorPasswordError } from './people/first-administrator.ts';

const PROJECT = join(import.meta.dirname, '..');
/** What stopping may take; then the process ends whatever is left. The journal loses nothing by it. */
const STOP_MS = 20_000;

/** Mistakes that a person can mend: told in one sentence, without a stack. */
const EXPECTED = [
  AdministratorPasswordError,
  ConfigError,
  DataDirectoryError,
  DataLockedError,
  JournalDamagedError,
  JournalFullError,
  NewerLedgerError,
];

async function main(argv: readonly string[]): Promise<void> {
  const read = readCollectorConfig(argv);
  if ('help' in read) return console.log(read.help);
  const config = { ...read.config, data: resolve(read.config.data) };
  const log = pino({ level: config.log }, pino.destination({ dest: 1, sync: true }));
  const collector = await startCollector({
    config,
    adminPassword: process.env.WARD_ADMIN_PASSWORD || undefined,
    pagesFolder: join(PROJECT, 'build/dashboards'),
    version: JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')).version,
    log,
    nowMs: Date.now,
    onFatal(error) {
      log.fatal({ err: error }, 'a mistake in the program; the service manager starts it again');
      process.exit(1);
    },
  });
  greet(collector, config);
  const agent = config.agent ? await startAgent(collector, config) : undefined;
  onStop(async () => {
    agent?.kill('SIGTERM');
    await collector.close();
  });
}

function greet({ url, firstPassword }: Collector, { data }: CollectorConfig): void {
  const lines = ['', `  Ward 守望  ${url}`, `  data       ${data}`];
  if (firstPassword !== undefined) {
    lines.push(
      '',
      `  first sign-in   admin   ${firstPassword}`,
      '  shown only now; change it on the page of your account',
    );
  }
  console.log([...lines, ''].join('\n'));
}

/** The agent of this machine, a process of its own; it comes back when it ends. */
async function startAgent(collector: Collector, config: CollectorConfig) {
  const child = fork(
    join(PROJECT, 'agent/main.ts'),
    [
      '--collector',
      collector.url,
      '--token',
      await collector.enrolToken(),
      '--data',
      join(config.data, 'agent'),
      '--interval',
      `${config.interval}ms`,
    ],
    { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] },
  );
  return child;
}

/** The first signal stops in good order, a second one at once. */
function onStop(stop: () => Promise<void>): void {
  let isStopping = false;
  const end = (): void => {
    if (isStopping) return;
    isStopping = true;
    setTimeout(() => process.exit(1), STOP_MS).unref();
    stop().then(
      () => process.exit(0),
      (error) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
}

main(process.argv.slice(2)).catch((error: Error) => {
  const isExpected = EXPECTED.some((kind) => error instanceof kind);
  console.error(isExpected ? error.message : error);
  process.exit(1);
});
