import { isOnSqlite, temporaryLedger } from '#collector/ledger/temporary-ledger.ts';
import { checkSlot } from './check-slot.ts';
import { checkStream } from './check-stream.ts';
import type { Machine } from './machine.ts';

/** Of so many histories one is that of a whole collector, with a ledger and crashes; the others are of one series. */
const ONE_OF = 20;
/** Enough to see what is wrong. */
const MAX_VIOLATIONS = 5;

/** What was checked, and what did not hold. */
export interface Checked {
  counts: Record<string, number>;
  violations: string[];
}

export interface Range {
  firstSeed: number;
  histories: number;
  machine?: Machine;
  /** Called now and then with how many are done. */
  progress?: (done: number) => void;
}

/** Checks so many random histories, of seeds that count up from the first; ends early after some violations. */
export async function checkHistories({ firstSeed, histories, machine, progress }: Range): Promise<Checked> {
  const ledgers = [await temporaryLedger(), await temporaryLedger()] as const;
  const [calm, rough] = ledgers.map(({ sql }) => sql) as [
    (typeof ledgers)[0]['sql'],
    (typeof ledgers)[1]['sql'],
  ];
  // Nothing here outlives the process: only what a crash of the judge leaves counts.
  if (isOnSqlite) for (const { sql } of ledgers) await sql.get('PRAGMA synchronous = OFF');
  const slot = { steps: 0, firings: 0, severities: 0, flaps: 0 };
  const stream = { events: 0, crashes: 0, compared: 0 };
  const violations: string[] = [];
  let [journals, done] = [0, 0];
  for (; done < histories && violations.length < MAX_VIOLATIONS; done++) {
    const seed = firstSeed + done;
    const isJournal = seed % ONE_OF === 0;
    if (isJournal) journals++;
    const violation = isJournal
      ? await checkStream(seed, { calm, rough }, stream)
      : checkSlot(seed, slot, machine);
    if (violation) violations.push(violation);
    if (done % 1_000 === 0) progress?.(done);
  }
  for (const ledger of ledgers) await ledger.remove();
  return { counts: { histories: done, journals, ...slot, ...stream }, violations };
}
