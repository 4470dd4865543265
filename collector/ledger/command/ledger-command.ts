import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { CollectorConfig } from '#collector/config/config.ts';
import { lockDataDirectory } from '#collector/journal/data-lock.ts';
import { helpText, readCommandLine } from '#config/command-line.ts';
import { ConfigError } from '#config/config-error.ts';
import { readConfig } from '#config/read-config.ts';
import { checkWhole, type WholeLedger } from '../check-whole.ts';
import { copyLedger } from '../copy-ledger.ts';
import { LedgerUnusableError } from '../ledger-errors.ts';
import { notePlace } from '../ledger-place.ts';
import { USAGE, VERBS, type Verb } from './flags.ts';
import { type Place, placeAt, placeOf } from './place.ts';

export interface LedgerCommandOptions {
  print(text: string): void;
  complain(text: string): void;
  nowMs(): number;
}

const EXIT = { ok: 0, failed: 1, misused: 2 } as const;

/** `npm run ledger -- …`. Returns the exit code: 0 done and well, 1 failed or damaged, 2 misused. */
export async function runLedgerCommand(
  argv: readonly string[],
  options: LedgerCommandOptions,
): Promise<number> {
  const [verb, ...rest] = argv;
  if (!isVerb(verb)) {
    options.print(USAGE);
    return verb === '--help' || verb === '-h' ? EXIT.ok : EXIT.misused;
  }
  try {
    const { usage, flags } = VERBS[verb];
    const { help, values, overrides } = readCommandLine(rest, flags);
    if (help) {
      options.print(helpText(usage, flags));
      return EXIT.ok;
    }
    const config = readConfig(values.config as string | undefined, CollectorConfig, overrides);
    const dataDir = resolve(config.data);
    const named = (flag: string) =>
      values[flag] === undefined ? undefined : placeOf(flag, values[flag] as string, dataDir);
    const from = named('from') ?? placeAt(config.ledger, dataDir);
    return verb === 'copy'
      ? await copy(from, mustName(named('to')), dataDir, options)
      : await check(from, dataDir, options);
  } catch (error) {
    options.complain((error as Error).message);
    return error instanceof ConfigError ? EXIT.misused : EXIT.failed;
  }
}

async function copy(from: Place, to: Place, dataDir: string, options: LedgerCommandOptions): Promise<number> {
  const { print, complain, nowMs } = options;
  const closing: (() => unknown)[] = [];
  try {
    closing.push(lock(dataDir).release);
    for (const place of [from, to]) {
      const hold = await place.hold();
      closing.push(() => hold.close());
    }
    const source = from.open();
    closing.push(() => source.close());
    await to.prepare(nowMs());
    const target = to.open();
    closing.push(() => target.close());

    print(`copying ${from.name} to ${to.name}`);
    const { rows, tables, rounded } = await copyLedger(source, target, (line) => print(`  ${line}`));
    const filled = tables.filter((table) => table.rows > 0).length;
    print(`${rows} rows in ${filled} tables, each read back and the same`);
    if (rounded > 0)
      print(`${rounded} numbers had a fraction where only whole ones belong; they were rounded`);
    const whole = await checkWhole(target, dataDir);
    tellAudit(whole, print);
    for (const sentence of whole.damage) complain(sentence);
    if (to.address) {
      notePlace(dataDir, to.address);
      print(`now set ledger: to this address in collector.yaml; ${from.name} stays as it was`);
    }
    return whole.damage.length === 0 ? EXIT.ok : EXIT.failed;
  } finally {
    for (const close of closing.reverse()) await close();
  }
}

async function check(
  place: Place,
  dataDir: string,
  { print, complain }: LedgerCommandOptions,
): Promise<number> {
  const closing: (() => unknown)[] = [];
  try {
    closing.push(lock(dataDir).release);
    const hold = await place.hold();
    closing.push(() => hold.close());
    const sql = place.open();
    closing.push(() => sql.close());
    const found = place.damage();
    const whole = await checkWhole(sql, dataDir);
    for (const { table, rows } of whole.tables) if (rows > 0) print(`${String(rows).padStart(10)}  ${table}`);
    print(`${String(whole.rows).padStart(10)}  rows in all of ${place.name}`);
    tellAudit(whole, print);
    const damage = [...found, ...whole.damage];
    for (const sentence of damage) complain(sentence);
    if (damage.length === 0) print('nothing is wrong with it');
    return damage.length === 0 ? EXIT.ok : EXIT.failed;
  } finally {
    for (const close of closing.reverse()) await close();
  }
}

/** A directory that is not there has no ledger, and none is made for a look at it. */
function lock(dataDir: string): { release(): void } {
  if (existsSync(dataDir)) return lockDataDirectory(dataDir);
  throw new LedgerUnusableError(`there is no data directory ${dataDir}: name it with --data`);
}

function tellAudit({ audit, damage }: WholeLedger, print: (text: string) => void): void {
  if (audit === undefined)
    print('without seal.key in the data directory the chain of the audit cannot be checked');
  else if (damage.length === 0) print(`the chain of the audit is intact: ${audit} entries`);
}

function mustName(place: Place | undefined): Place {
  if (place) return place;
  throw new ConfigError([{ where: '', field: '--to', sentence: 'is missing: the ledger to copy to.' }]);
}

function isVerb(word: string | undefined): word is Verb {
  return word !== undefined && Object.hasOwn(VERBS, word);
}
