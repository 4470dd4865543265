import { writeSync } from 'node:fs';
import { openSqliteJournal } from './sqlite-journal.ts';

/*
 * A process for tests that appends until it is killed: `node appending-child.ts <file> <how many>`. Around each
 * append it writes one line to standard output, by one call of the kernel, so that a killed process leaves no
 * half-told acknowledgement and a trace shows what came first.
 */
const [file, count] = process.argv.slice(2);
const journal = openSqliteJournal({
  file,
  limitBytes: 2 ** 40,
  nowMs: () => 0,
  onLoss: ({ from, to }) => tell(`lost ${from} ${to}`),
});
for (let appended = 0; appended < Number(count); appended++) {
  const entries = 1 + (journal.next % 3);
  tell(`appending ${journal.next} ${entries}`);
  const position = await journal.append(bytesAt(journal.next, entries), entries);
  tell(`acknowledged ${position} ${entries}`);
}
await journal.close();

function tell(line: string): void {
  writeSync(1, `${line}\n`);
}

/** What a batch at that position holds: its own positions, and enough of them to cross the pages of the file. */
function bytesAt(position: number, entries: number): Uint8Array {
  const words = new Float64Array(entries * 1_000);
  for (let entry = 0; entry < entries; entry++)
    words.fill(position + entry, entry * 1_000, (entry + 1) * 1_000);
  return new Uint8Array(words.buffer);
}
