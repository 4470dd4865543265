import { checkJournal, isTakenUp } from '#collector/journal/image-journal.ts';
import type { Manifest } from './manifest.ts';
import type { Differ } from './test-point.ts';

/** A restored journal: every entry as it was written, and one that a collector takes up where it was. */
export async function checkJournalFile(
  file: string,
  { journal, ledger }: Manifest,
  differ: Differ,
  signal: AbortSignal | undefined,
): Promise<void> {
  try {
    const found = await checkJournal(file, signal);
    // What could not be read was not copied.
    const expected = { ...journal, damagedEntries: 0 };
    const [text, expectedText] = [JSON.stringify(found), JSON.stringify(expected)];
    if (text !== expectedText)
      differ('journal', 'journal.sqlite', `it holds ${text} instead of ${expectedText}`);
    const reached = Math.max(ledger.positions.judging, ledger.positions.records);
    if (!(await isTakenUp(file, reached)))
      differ('journal', 'journal.sqlite', `it ends before ${reached}, which was read already`);
  } catch (error) {
    if ((error as Error).name === 'AbortError') throw error;
    differ('journal', 'journal.sqlite', (error as Error).message);
  }
}
