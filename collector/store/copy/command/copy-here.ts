import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { lockDataDirectory } from '#collector/journal/data-lock.ts';
import { ledgerFile, openLedger } from '#collector/ledger/open-ledger.ts';
import { readCopyOrder } from '../copy-order.ts';
import { type KnownTargets, targetsKnownTo } from '../known-targets.ts';
import { CopyRefusedError } from '../open-side.ts';
import { openSides } from '../open-sides.ts';
import { fullPace } from '../pace.ts';
import { type OrderOutcome, runOrder } from '../run-order.ts';
import type { StoreCommandOptions } from './main.ts';
import type { ProgressTeller } from './progress-line.ts';
import type { StoreSettings } from './read-settings.ts';

const LOT_SAMPLES = 1_000_000;
const PORTION_SAMPLES = 100_000;

/** Copies in this process, which nobody else is in: no collector runs on the data directory. */
export async function copyHere(
  { config, order: written }: StoreSettings,
  { signal, nowMs }: StoreCommandOptions,
  teller: ProgressTeller,
): Promise<OrderOutcome> {
  const order = readCopyOrder(written);
  if (
    order.from.kind === 'embedded' &&
    order.to.kind !== 'embedded' &&
    !existsSync(join(config.data, 'store'))
  )
    throw new CopyRefusedError(
      `there is no embedded store in ${config.data}: name the data directory with --data`,
    );
  const needsData = order.from.kind !== 'folder' || order.to.kind !== 'folder';
  const lock = needsData ? lockDataDirectory(config.data) : undefined;
  const known = openKnown(config);
  const { raw, minute, hour } = config.retention;
  const options = {
    dataDir: config.data,
    retention: { rawMs: raw, minuteMs: minute, hourMs: hour },
    hostOf: known.hostOf,
  };
  try {
    const sides = await openSides(order, options, undefined);
    try {
      return await runOrder({
        order,
        dataDir: config.data,
        retention: order.to.kind === 'folder' ? undefined : options.retention,
        ...sides,
        wants: order.to.kind === 'folder' ? undefined : known.wants,
        pace: fullPace,
        lotSamples: LOT_SAMPLES,
        portionSamples: PORTION_SAMPLES,
        say: (progress) => teller.tell(progress),
        signal,
        nowMs,
      });
    } finally {
      await sides.close();
    }
  } finally {
    await known.close();
    lock?.release();
  }
}

/** A data directory that no collector has used yet knows no targets: then all are taken. */
function openKnown({
  data,
  ledger,
}: StoreSettings['config']): Partial<KnownTargets> & { close(): Promise<void> } {
  if (ledger.kind === 'sqlite' && !existsSync(ledgerFile(data))) return { close: async () => {} };
  const sql = openLedger(ledger, data);
  return { ...targetsKnownTo(sql), close: () => sql.close() };
}
