import { closeSync, openSync, writeSync } from 'node:fs';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { type TestLog, testLog } from './test-log.ts';

/** What may happen to a log, in any order. */
const WORDS = ['line', 'lines', 'half', 'rotate', 'copy', 'reopen', 'collect', 'restart'] as const;
type Word = (typeof WORDS)[number];

/** A program that writes without caring who reads, and what it has written. */
function writerOf(log: TestLog) {
  let file = openSync(log.path(), 'a');
  let written = 0;
  let whole = 0;
  let isInLine = false;
  return {
    get written() {
      return written;
    },
    get whole() {
      return whole;
    },
    half() {
      if (!isInLine) writeSync(file, `ERROR ${++written} `);
      isInLine = true;
    },
    line() {
      writeSync(file, isInLine ? 'end\n' : `ERROR ${++written} end\n`);
      isInLine = false;
      whole++;
    },
    endLine() {
      if (isInLine) this.line();
    },
    reopen() {
      this.endLine();
      closeSync(file);
      file = openSync(log.path(), 'a');
    },
    close: () => closeSync(file),
  };
}

async function play(words: readonly Word[], pattern: string, isWide: boolean): Promise<[number, number]> {
  const log = testLog();
  try {
    log.append('what was there before\n');
    log.follow({ path: log.path(pattern), patterns: [{ name: 'error', match: '^ERROR \\d+ end$' }] });
    await log.collect();
    const writer = writerOf(log);
    /** Where only the present name is followed, a log that came and went between two looks was never seen. */
    let wasSeen = true;
    let linesBefore = 0;
    for (const word of words) {
      if (word === 'line') writer.line();
      else if (word === 'lines') for (let count = 0; count < 40; count++) writer.line();
      else if (word === 'half') writer.half();
      else if (word === 'reopen') writer.reopen();
      else if (word === 'restart') await log.restart();
      else if (word === 'collect') {
        await log.collect();
        wasSeen ||= writer.whole > linesBefore;
      } else if (isWide || wasSeen) {
        wasSeen = false;
        if (word === 'rotate') log.rotate();
        else {
          // Copying in mid-line tears the line, whoever reads it.
          writer.reopen();
          log.copyTruncate();
        }
        if (!isWide) writer.reopen();
        linesBefore = writer.whole;
      }
    }
    writer.endLine();
    writer.close();
    await log.collect();
    const { 'logs.matches app error warning': matches = 0 } = await log.collect();
    return [matches, writer.written];
  } finally {
    await log.end();
  }
}

it.each([
  ['its present name and those it had before', 'app.log*', true],
  ['its present name alone', 'app.log', false],
])(
  'every line counts once over rotations and restarts in any order, followed by %s',
  async (_name, pattern, isWide) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...WORDS), { minLength: 5, maxLength: 40 }),
        async (words) => {
          const [matches, written] = await play(words, pattern, isWide);
          expect(matches).toBe(written);
        },
      ),
      { numRuns: 60 },
    );
  },
  60_000,
);
