import { existsSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { askCollector } from '#collector/local-door/ask-collector.ts';
import { helpText, readCommandLine } from '#config/command-line.ts';
import { ConfigError } from '#config/config-error.ts';
import type { RestoreTest } from '#protocol/backup.ts';
import { BackupError } from '../backup-error.ts';
import { openBackupFolder, placesIn } from '../folder.ts';
import type { Manifest } from '../manifest.ts';
import { pointTimeMs } from '../points.ts';
import { readPoint, restorePoint } from '../restore.ts';
import { testPoint } from '../test-point.ts';
import { RESTORE_FLAGS, RESTORE_USAGE } from './flags.ts';
import { bytesText, type CommandOptions, countText, durationText, EXIT, progressTeller } from './say.ts';

/** `npm run restore -- …`. Returns the exit code: 0 restored or as it was, 1 failed or different, 2 misused, 130 interrupted. */
export async function runRestoreCommand(argv: readonly string[], options: CommandOptions): Promise<number> {
  try {
    const { help, values } = readCommandLine(argv, RESTORE_FLAGS);
    if (help) {
      options.print(helpText(RESTORE_USAGE, RESTORE_FLAGS));
      return EXIT.ok;
    }
    const text = (name: string) => values[name] as string | undefined;
    const from = resolve(text('from') ?? missing('from', 'names the folder of backups.'));
    const point = pointNamed(from, text('point'));
    const key = text('key');
    if (key !== undefined && !existsSync(key)) missing('key', `there is no file ${key}.`);
    if (values.test) return await test(from, point, { key, temp: text('temp') }, options);
    const to =
      text('data') ?? missing('data', 'names the data directory that is to be made, empty or not there yet.');
    return await restore(from, point, resolve(to), key, options);
  } catch (error) {
    if (options.signal.aborted) {
      options.complain('interrupted: nothing was restored');
      return EXIT.interrupted;
    }
    options.complain((error as Error).message);
    return error instanceof ConfigError ? EXIT.misused : EXIT.failed;
  }
}

async function restore(
  from: string,
  point: string | undefined,
  to: string,
  key: string | undefined,
  options: CommandOptions,
): Promise<number> {
  const { signal, nowMs, print } = options;
  const teller = progressTeller(options);
  const startedMs = nowMs();
  try {
    const onBytes = (doneBytes: number, totalBytes: number) =>
      teller.tell({ stage: 'restoring', doneBytes, totalBytes });
    const restored = await restorePoint({ from, point, to, onBytes, signal });
    const { manifest } = restored;
    if (key !== undefined && !manifest.withKey) await copyFile(key, join(to, 'seal.key'));
    teller.end();
    print(
      `restored: ${restored.point} (${ageText(restored.point, nowMs())}) to ${to}, ${bytesText(restored.bytes)} in ${durationText(nowMs() - startedMs)}`,
    );
    print(`made by Ward ${manifest.ward} on ${manifest.machine} of ${manifest.dataDir}`);
    for (const line of contents(manifest)) print(`  ${line}`);
    print('what to do next:');
    for (const [at, line] of nextSteps(manifest, to, key !== undefined).entries())
      print(`  ${at + 1}. ${line}`);
    return EXIT.ok;
  } finally {
    teller.end();
  }
}

function contents({ ledger, journal, samples, files, catalog }: Manifest): string[] {
  const lines = [
    `ledger: ${countText(ledger.rows, 'row')}, ${countText(ledger.audit.entries, 'entry', 'entries')} of the audit`,
    `journal: ${countText(journal.entries, 'entry', 'entries')} that the collector takes up again`,
  ];
  if (samples !== 'included')
    return [...lines, samples === 'elsewhere' ? 'samples: none, they are kept elsewhere' : 'samples: none'];
  const days = files.filter(({ name }) => name.includes('/raw/'));
  const count = days.reduce((sum, { tally }) => sum + (tally?.samples ?? 0), catalog?.heads.samples ?? 0);
  const [first, last] = [days[0], days.at(-1)].map(
    (file) => /(\d{4}-\d\d-\d\d)\.chunks$/.exec(file?.name ?? '')?.[1],
  );
  const span = first && last ? ` of ${first} to ${last}` : '';
  return [...lines, `store: ${countText(count, 'sample')}${span}, and what was rolled up before`];
}

function nextSteps(manifest: Manifest, to: string, hasKey: boolean): string[] {
  const { withKey, ledger, samples, machine } = manifest;
  const steps = [
    `make sure that the old collector on ${machine} does not run any more: agents would send to both, and people be called twice`,
  ];
  if (!withKey && !hasKey)
    steps.push(
      `put seal.key into ${to}: the backup was made without it, and without it every stored secret has to be entered anew and the audit cannot be continued`,
    );
  if (ledger.engine === 'postgres')
    steps.push(
      'bring the ledger back to PostgreSQL: it was there, and is a file now; npm run ledger -- --help says how',
    );
  if (samples === 'elsewhere')
    steps.push(
      `look after the store (${manifest.store}): its samples are on its own server, restored by its own tools`,
    );
  steps.push(
    'put collector.yaml and the certificates back: settings are not in a backup',
    `start it: npm start -- --data ${to}`,
    'what agents had sent after the backup is missing and shown as gaps; what they still hold they send by themselves',
  );
  return steps;
}

async function test(
  from: string,
  point: string | undefined,
  { key, temp }: { key: string | undefined; temp: string | undefined },
  options: CommandOptions,
): Promise<number> {
  const { signal, nowMs, print, complain } = options;
  const teller = progressTeller(options);
  const held = holdIfPossible(from);
  try {
    const place = temp === undefined ? (held?.scratch ?? tmpdir()) : resolve(temp);
    const say = (told: { stage: string; doneBytes: number; totalBytes: number }) => teller.tell(told);
    const tested = await testPoint({ from, point, place, keyFile: key, by: 'command', nowMs, say, signal });
    teller.end();
    signal.throwIfAborted();
    for (const line of reportLines(tested)) (tested.passed ? print : complain)(line);
    await tellCollector(from, tested, print);
    return tested.passed ? EXIT.ok : EXIT.failed;
  } finally {
    teller.end();
    held?.close();
  }
}

function reportLines({ point, tookMs, passed, differences, checked }: RestoreTest): string[] {
  const lines = [
    `${point || 'no backup'}: ${passed ? 'can be restored' : 'CANNOT be restored as it was'}, tested in ${durationText(tookMs)}`,
  ];
  if (checked) {
    const seal = checked.isSealChecked
      ? 'genuine'
      : 'in unbroken order; whether they are genuine only the key can tell';
    lines.push(
      `  ${countText(checked.files, 'file')} of ${bytesText(checked.bytes)}`,
      `  ledger: ${countText(checked.ledgerRows, 'row')}; ${countText(checked.auditEntries, 'entry', 'entries')} of the audit, ${passed ? seal : 'see below'}`,
      `  journal: ${countText(checked.journalEntries, 'entry', 'entries')}`,
      `  store: ${countText(checked.samples, 'sample')}`,
    );
  }
  return [...lines, ...differences.map(({ code, detail }) => `  ${code}: ${detail}`)];
}

/** The collector that the backup is of may run on this machine: it wants to know. */
async function tellCollector(
  from: string,
  tested: RestoreTest,
  print: (text: string) => void,
): Promise<void> {
  try {
    const { manifest } = readPoint(from, tested.point || undefined);
    await askCollector(manifest.dataDir, 'restore-tested', tested);
    print(`told the collector of ${manifest.dataDir}`);
  } catch {
    // None runs here, or it is of somebody else: the test is as good without it.
  }
}

function holdIfPossible(folder: string): ReturnType<typeof openBackupFolder> | undefined {
  if (placesIn(folder).points.names().length === 0) return undefined;
  try {
    return openBackupFolder(folder);
  } catch (error) {
    // From a medium that cannot be written nobody takes anything away meanwhile.
    if (error instanceof BackupError && error.failure === 'folder') return undefined;
    throw error;
  }
}

/** A point may be named by the beginning of its time, as long as only one begins so. */
function pointNamed(from: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const wanted = text.replace(/[:.]/g, '-').replace(' ', 'T');
  const found = placesIn(from)
    .points.names()
    .filter((name) => name.startsWith(wanted));
  return found.length === 1 ? found[0] : wanted;
}

function ageText(point: string, nowMs: number): string {
  const minutes = Math.round((nowMs - pointTimeMs(point)) / 60_000);
  if (minutes < 120) return `${minutes} minutes ago`;
  return minutes < 2_880
    ? `${Math.round(minutes / 60)} hours ago`
    : `${Math.round(minutes / 1_440)} days ago`;
}

function missing(flag: string, sentence: string): never {
  throw new ConfigError([{ where: `--${flag}`, field: '', sentence }]);
}
