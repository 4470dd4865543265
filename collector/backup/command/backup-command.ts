import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Audit } from '#collector/audit/audit.ts';
import { CollectorConfig } from '#collector/config/config.ts';
import { lockDataDirectory } from '#collector/journal/data-lock.ts';
import { holdLedger, openLedger } from '#collector/ledger/open-ledger.ts';
import { askCollector, NoCollectorError } from '#collector/local-door/ask-collector.ts';
import { openSeal } from '#collector/people/seal.ts';
import { helpText, readCommandLine } from '#config/command-line.ts';
import { ConfigError } from '#config/config-error.ts';
import { readConfig } from '#config/read-config.ts';
import { type BackupJob, backUpStill, pointOf } from '../back-up-still.ts';
import { openBackupBook } from '../backup-book.ts';
import { BackupError } from '../backup-error.ts';
import type { MadePoint } from '../make-point.ts';
import type { Told } from '../program-messages.ts';
import { BACKUP_FLAGS, BACKUP_USAGE } from './flags.ts';
import { listPoints, verifyPoints } from './look-at-points.ts';
import { bytesText, type CommandOptions, countText, durationText, EXIT, progressTeller } from './say.ts';

export interface BackupCommandOptions extends CommandOptions {
  /** Version of the program. */
  ward: string;
}

/** `npm run backup -- …`. Returns the exit code: 0 made, 1 failed, 2 misused, 130 interrupted. */
export async function runBackupCommand(
  argv: readonly string[],
  options: BackupCommandOptions,
): Promise<number> {
  try {
    const { help, values, overrides } = readCommandLine(argv, BACKUP_FLAGS);
    if (help) {
      options.print(helpText(BACKUP_USAGE, BACKUP_FLAGS));
      return EXIT.ok;
    }
    const config = readConfig(values.config as string | undefined, CollectorConfig, overrides);
    const to = (values.to as string | undefined) ?? config.backup.to;
    const keep = readKeep(values.keep as string | undefined);
    if (values.list || values.verify) {
      const folder = resolve(mustNameFolder(to));
      return values.list ? listPoints(folder, options) : await verifyPoints(folder, options);
    }
    const wanted = {
      ...(to === '' ? {} : { to: resolve(to) }),
      ...(keep === undefined ? {} : { keep }),
      ...(values['without-key'] ? { withKey: false } : {}),
    };
    return await backUp({ ...config, data: resolve(config.data) }, wanted, options);
  } catch (error) {
    if (options.signal.aborted) {
      options.complain('interrupted: no backup was made; what was copied is not copied again');
      return EXIT.interrupted;
    }
    options.complain((error as Error).message);
    return error instanceof ConfigError ? EXIT.misused : EXIT.failed;
  }
}

type Wanted = Partial<Pick<BackupJob, 'to' | 'keep' | 'withKey'>>;

async function backUp(
  config: CollectorConfig,
  wanted: Wanted,
  options: BackupCommandOptions,
): Promise<number> {
  const startedMs = options.nowMs();
  const teller = progressTeller(options);
  try {
    const tell = (told: unknown) => teller.tell(told as Told);
    const made =
      (await byCollector(config, wanted, tell, options)) ??
      (await byOurselves(config, wanted, tell, options));
    teller.end();
    for (const line of madeLines(made, config, options.nowMs() - startedMs)) options.print(line);
    return EXIT.ok;
  } finally {
    teller.end();
  }
}

/** The collector of the data directory does it; undefined when none runs. */
async function byCollector(
  { data }: CollectorConfig,
  wanted: Wanted,
  tell: (told: unknown) => void,
  { signal }: BackupCommandOptions,
): Promise<MadePoint | undefined> {
  try {
    return (await askCollector(data, 'backup', wanted, tell, signal)) as MadePoint;
  } catch (error) {
    if (error instanceof NoCollectorError) return undefined;
    throw error;
  }
}

/** Nobody works in the data directory: it is held, backed up and let go. */
async function byOurselves(
  config: CollectorConfig,
  wanted: Wanted,
  say: (told: Told) => void,
  { nowMs, signal, ward, complain }: BackupCommandOptions,
): Promise<MadePoint> {
  const { data, ledger, store, backup } = config;
  if (!existsSync(join(data, 'journal.sqlite')))
    throw new BackupError(
      'folder',
      `there is nothing to back up in ${data}: name the data directory with --data`,
    );
  const to = mustNameFolder(wanted.to ?? backup.to);
  const job: BackupJob = { ...backup, ...wanted, to, dataDir: data, ledger, store: store.kind, ward };
  const lock = lockDataDirectory(data);
  const atMs = nowMs();
  try {
    const hold = await holdLedger(ledger, 'backup', () => {});
    try {
      const made = await backUpStill(job, { nowMs, say, signal });
      await note(job, made, { atMs, tookMs: nowMs() - atMs }, hold.number).catch((error: Error) =>
        complain(`the backup was made, but could not be noted in the ledger (${error.message})`),
      );
      return made;
    } finally {
      await hold.close();
    }
  } finally {
    lock.release();
  }
}

/** As the collector would have: in the list of backups, and in the audit. */
async function note(
  { dataDir, ledger, to }: BackupJob,
  { point, bytes, newBytes, files, remarks, removed }: MadePoint,
  times: { atMs: number; tookMs: number },
  holder: number | undefined,
): Promise<void> {
  const sql = openLedger(ledger, dataDir, holder);
  try {
    const run = {
      ...times,
      by: 'command',
      folder: to,
      point,
      failure: '',
      detail: remarks.join('; '),
    } as const;
    await openBackupBook(sql).addRun({ ...run, bytes, newBytes, files }, removed);
    const key = openSeal(join(dataDir, 'seal.key')).derive('audit');
    const after = { point, bytes, newBytes };
    const deed = { action: 'backup.made', object: `backup:${to}`, organisation: null, after };
    await new Audit(sql, key, Date.now).write({ who: 'command', address: '' }, deed);
  } finally {
    await sql.close();
  }
}

function madeLines(made: MadePoint, config: CollectorConfig, tookMs: number): string[] {
  const { point, bytes, newBytes, files, remarks, removed } = made;
  const lines = [
    `backed up: ${point}, ${countText(files, 'file')} of ${bytesText(bytes)}, of which ${bytesText(newBytes)} are new, in ${durationText(tookMs)}`,
  ];
  if (removed.length > 0) lines.push(`removed: ${removed.join(', ')}`);
  lines.push(...remarks);
  const { samples } = pointOf({
    ...config.backup,
    dataDir: '',
    ledger: config.ledger,
    store: config.store.kind,
    ward: '',
  });
  if (samples === 'elsewhere')
    lines.push(
      `the samples are not in it: they are kept in ${config.store.kind}, which has tools of its own for that`,
    );
  return lines;
}

function mustNameFolder(to: string): string {
  if (to !== '') return to;
  throw new ConfigError([
    {
      where: '--to',
      field: '',
      sentence: 'names the folder for backups; there is none in the setting "backup.to" either.',
    },
  ]);
}

function readKeep(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const keep = Number(text);
  if (Number.isInteger(keep) && keep >= 1 && keep <= 10_000) return keep;
  throw new ConfigError([
    { where: '--keep', field: '', sentence: `found "${text}", allowed is a whole number from 1 to 10000.` },
  ]);
}
