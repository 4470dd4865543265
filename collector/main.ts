import { readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join, resolve } from 'node:path';
import type { Logger } from 'pino';
import { ConfigError } from '#config/config-error.ts';
import { type Collector, startCollector } from './collector.ts';
import { readCollectorConfig } from './config/command-line.ts';
import type { CollectorConfig } from './config/config.ts';
import { greeting } from './greeting.ts';
import { DataDirectoryError, DataLockedError } from './journal/data-lock.ts';
import { JournalDamagedError, JournalFullError } from './journal/journal.ts';
import {
  LedgerBusyError,
  LedgerTakenError,
  LedgerUnusableError,
  NewerLedgerError,
} from './ledger/ledger-errors.ts';
import { listenFailure } from './listen-error.ts';
import { type LocalAgent, startLocalAgent } from './local-agent.ts';
import { AdministratorPasswordError } from './people/first-administrator.ts';
import { StoreUnusableError } from './store/store.ts';
import { createLog } from './terminal-log.ts';

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
  LedgerBusyError,
  LedgerTakenError,
  LedgerUnusableError,
  NewerLedgerError,
  StoreUnusableError,
];

/** A collector with its agent. */
interface Running {
  collector: Collector;
  agent: LocalAgent | undefined;
}

async function main(argv: readonly string[]): Promise<void> {
  const read = readCollectorConfig(argv);
  if ('help' in read) return console.log(read.help);
  const config = { ...read.config, data: resolve(read.config.data) };
  const starting = start(config, createLog(config.log, process.stdout));
  // From here on a signal ends in order what has begun, even while it is still starting.
  onStop(async () => {
    const { collector, agent } = await starting;
    await agent?.stop();
    await collector.close();
  });
  await starting;
}

async function start(config: CollectorConfig, log: Logger): Promise<Running> {
  let firstPassword: string | undefined;
  const options = {
    config,
    adminPassword: process.env.WARD_ADMIN_PASSWORD || undefined,
    onFirstPassword: (password: string) => {
      firstPassword = password;
    },
    pagesFolder: join(PROJECT, 'build/dashboards'),
    version: JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')).version,
    log,
    nowMs: Date.now,
    onFatal(error: Error) {
      log.fatal({ err: error }, 'nothing can go on; the service manager starts it again');
      process.exit(1);
    },
  };
  const collector = await startCollector(options).catch((error: Error) => {
    if (firstPassword !== undefined)
      console.error(`The first sign-in was made all the same: admin ${firstPassword}`);
    const sentence = listenFailure(error, config);
    throw sentence ? new ConfigError([{ where: '', field: '', sentence }], { cause: error }) : error;
  });
  const { url } = collector;
  console.log(greeting({ config, url, firstPassword, interfaces: networkInterfaces() }));
  return { collector, agent: config.agent ? startAgent(collector, config, log) : undefined };
}

function startAgent(collector: Collector, config: CollectorConfig, log: Logger): LocalAgent {
  return startLocalAgent({
    program: join(PROJECT, 'agent/main.ts'),
    collectorUrl: collector.url,
    folder: join(config.data, 'agent'),
    intervalMs: config.interval,
    certificateFile: config.tls?.cert,
    token: () => collector.enrolToken(),
    log,
  });
}

/** The first signal stops in good order. Further ones change nothing: Ctrl-C may arrive from several sides. */
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
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, end);
}

main(process.argv.slice(2)).catch((error: Error) => {
  // By name, since what a thread throws arrives without its class.
  const isExpected = EXPECTED.some((kind) => kind.name === error.name);
  console.error(isExpected ? error.message : error);
  process.exit(1);
});
