import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CONSUMERS, type Journal, type JournalLoss, type SavedSender } from './journal.ts';

/** How a journal is made for the suite; `limitBytes` as of the options, `onLoss` is told of losses. */
export type OpenForSuite = (limitBytes: number, onLoss: (loss: JournalLoss) => void) => Journal;

const KIB = 1_024;

/** What every journal promises. */
export function testJournal(name: string, open: OpenForSuite): void {
  describe(name, () => {
    let journal: Journal;
    let told: JournalLoss[];
    beforeEach(() => {
      told = [];
      journal = open(100 * KIB, (loss) => told.push(loss));
    });
    afterEach(() => journal.close());

    const append = (fill: number, entries: number, bytes = KIB) =>
      journal.append(new Uint8Array(bytes).fill(fill), entries);
    const saveSendersAt = (position: number) => journal.saveSenders({ position, senders: new Map() }, []);
    const releaseAll = async (position: number) => {
      for (const consumer of CONSUMERS) await journal.release(consumer, position);
      await saveSendersAt(position);
    };

    test('a new one is empty and begins at 1', async () => {
      expect([journal.next, journal.oldest, journal.bytes]).toEqual([1, 1, 0]);
      expect(await journal.read(1)).toBeUndefined();
    });

    test('while it is held nothing goes that everybody has released, and all of it afterwards', async () => {
      await append(1, 2);
      await append(2, 2);
      journal.hold(Number.MAX_SAFE_INTEGER);
      await releaseAll(5);
      expect((await journal.read(1))?.position).toBe(1);

      expect(journal.letGo()).toBe(true);

      expect([journal.oldest, journal.bytes]).toEqual([5, 0]);
      expect(journal.letGo()).toBe(false);
    });

    test('a hold ends by itself at the size limit', async () => {
      await append(1, 1);
      journal.hold(Number.MAX_SAFE_INTEGER);
      await releaseAll(2);
      for (let fill = 0; fill < 120; fill++) await append(fill, 1);

      expect(journal.letGo()).toBe(false);
      expect(journal.oldest).toBe(2);
    });

    test('positions count entries, and any position of a batch finds it', async () => {
      const positions = [await append(1, 3), await append(2, 1), await append(3, 5)];

      expect(positions).toEqual([1, 4, 5]);
      expect(journal.next).toBe(10);
      for (const [position, first] of [1, 1, 1, 4, 5, 5, 5, 5, 5].entries()) {
        expect((await journal.read(position + 1))?.position).toBe(first);
      }
      expect(await journal.read(10)).toBeUndefined();
    });

    test('what is read is what was appended, whatever becomes of the buffer afterwards', async () => {
      const buffer = new Uint8Array(KIB).fill(7);
      await journal.append(buffer, 2);
      buffer.fill(8);

      const batch = await journal.read(1);

      expect(batch).toEqual({ position: 1, entries: 2, bytes: new Uint8Array(KIB).fill(7) });
      expect((batch?.bytes.byteOffset ?? 1) % 8).toBe(0);
    });

    test.each(CONSUMERS)('nothing is dropped until %s and the saved senders are past it', async (slowest) => {
      await append(1, 2);
      await append(2, 2);

      for (const consumer of CONSUMERS) if (consumer !== slowest) await journal.release(consumer, 5);
      await saveSendersAt(5);
      const beforeSlowest = journal.oldest;
      await journal.release(slowest, 3);

      expect(beforeSlowest).toBe(1);
      expect(journal.oldest).toBe(3);
      expect((await journal.read(1))?.position).toBe(3);
      expect(journal.bytes).toBe(KIB);
      expect(told).toEqual([]);
    });

    test('nothing is dropped until the senders are saved behind it', async () => {
      await append(1, 2);

      for (const consumer of CONSUMERS) await journal.release(consumer, 3);
      const beforeSaving = journal.oldest;
      await saveSendersAt(3);

      expect(beforeSaving).toBe(1);
      expect(journal.oldest).toBe(3);
    });

    test('a batch that is read only in part stays', async () => {
      await append(1, 4);

      await releaseAll(3);

      expect(journal.oldest).toBe(1);
    });

    test('one that was read to its end is empty and counts on', async () => {
      await append(1, 4);
      await releaseAll(5);

      expect([journal.oldest, journal.next, journal.bytes]).toEqual([5, 5, 0]);
      expect(await append(2, 1)).toBe(5);
      expect((await journal.read(5))?.bytes[0]).toBe(2);
    });

    test('a position that goes back is not believed', async () => {
      await append(1, 1);
      await append(2, 1);
      await releaseAll(2);

      await journal.release('store', 1);
      await releaseAll(3);

      expect(journal.oldest).toBe(3);
    });

    test.each([
      ['store', 'records'],
      ['records', 'store'],
    ] as const)(
      'at its limit it drops the oldest, goes on taking, and names what the %s had not read',
      async (slow, quick) => {
        await journal.release(slow, 11);
        for (let batch = 0; batch < 150; batch++) {
          await append(batch, 10);
          await journal.release('judging', journal.next);
          await journal.release(quick, journal.next);
          await saveSendersAt(journal.next);
        }

        expect(journal.bytes).toBeLessThanOrEqual(100 * KIB);
        expect(journal.next).toBe(1_501);
        const losses = await journal.losses();
        const names = new Set<number>();
        for (const { from, to } of losses) for (let at = from; at <= to; at++) names.add(at);
        const expected = Array.from({ length: journal.oldest - 11 }, (_, index) => 11 + index);
        expect([...names].sort((a, b) => a - b)).toEqual(expected);
        expect(losses.every(({ reason }) => reason === 'limit')).toBe(true);
        expect(told.at(-1)?.to).toBe(journal.oldest - 1);
        expect((await journal.read(1))?.position).toBe(journal.oldest);
      },
    );

    test('even at its limit it keeps what the next start needs to know what has arrived', async () => {
      await saveSendersAt(1);

      for (let batch = 0; batch < 150; batch++) await append(batch, 1);

      expect(journal.oldest).toBe(1);
      expect(told).toEqual([]);
    });

    test('what a reader of its own could not read is a loss, told once', async () => {
      for (let batch = 0; batch < 5; batch++) await append(batch, 10);

      await journal.damaged(11, 20);
      await journal.damaged(11, 20);
      await journal.damaged(31, 40);

      expect((await journal.losses()).map(({ from, to, reason }) => [from, to, reason])).toEqual([
        [11, 20, 'damaged'],
        [31, 40, 'damaged'],
      ]);
      expect(told).toEqual(await journal.losses());
    });

    const spans = async () => (await journal.losses()).map(({ from, to, reason }) => [from, to, reason]);

    test('a store that is new, or another one than the last, has lost nothing', async () => {
      for (let batch = 0; batch < 3; batch++) await append(batch, 10);
      await releaseAll(21);

      const first = await journal.storeAt('one', 1);
      const other = await journal.storeAt('two', 1);
      const back = await journal.storeAt('one', 5);

      expect([first, other, back].map(({ isOther }) => isOther)).toEqual([false, true, true]);
      expect(await journal.losses()).toEqual([]);
    });

    test('what another store was fed with is no loss when this one fails, is asked again, or is emptied later', async () => {
      await journal.storeAt('one', 1);
      await append(0, 10);
      await releaseAll(11);
      for (let batch = 1; batch < 5; batch++) await append(batch, 10);
      await journal.storeAt('two', 1);
      await journal.storeAt('two', 1);
      await releaseAll(31);
      await journal.storeAt('one', 11);
      await journal.storeAt('one', 11);
      expect(await journal.losses()).toEqual([]);

      await releaseAll(41);
      await journal.storeAt('one', 1);

      expect(await spans()).toEqual([
        [1, 10, 'store_emptied'],
        [31, 40, 'store_emptied'],
      ]);
    });

    test('a store that comes under another name, put back to an older state, has lost what it had', async () => {
      await journal.storeAt('one', 1);
      for (let batch = 0; batch < 3; batch++) await append(batch, 10);
      await releaseAll(31);
      await append(4, 10);

      const { isOther, losses } = await journal.storeAt('two', 11, 21);

      expect(isOther).toBe(true);
      expect(losses).toMatchObject([{ from: 11, to: 20, reason: 'store_put_back' }]);
    });

    test('what a store had and has no more is lost as far as it is not here, and the rest stays for it', async () => {
      await journal.storeAt('one', 1);
      for (let batch = 0; batch < 3; batch++) await append(batch, 10);
      await releaseAll(21);
      await append(4, 10);

      const { losses } = await journal.storeAt('one', 1);
      await releaseAll(21);

      expect(losses).toMatchObject([{ from: 1, to: 20, reason: 'store_emptied' }]);
      expect(told).toEqual(losses);
      expect(journal.lostEntries).toEqual({ limit: 0, damaged: 0, store_emptied: 20, store_put_back: 0 });
      expect(journal.oldest).toBe(21);
      await releaseAll(31);
      expect(journal.oldest).toBe(31);
    });

    test('a store that went back to what is still here is fed again, and nothing is lost', async () => {
      await journal.storeAt('one', 1);
      for (let batch = 0; batch < 3; batch++) await append(batch, 10);
      await journal.release('store', 31);

      await journal.storeAt('one', 11);
      for (const consumer of ['judging', 'records'] as const) await journal.release(consumer, 31);
      await saveSendersAt(31);

      expect(journal.oldest).toBe(11);
      expect(await journal.losses()).toEqual([]);
    });

    test('what is lost twice is counted once', async () => {
      await journal.storeAt('one', 1);
      for (let batch = 0; batch < 4; batch++) await append(batch, 10);
      await journal.damaged(11, 15);
      await releaseAll(21);
      await journal.storeAt('one', 5);
      await journal.storeAt('one', 5);
      await releaseAll(31);
      await journal.storeAt('one', 1);

      expect(await spans()).toEqual([
        [1, 4, 'store_emptied'],
        [5, 10, 'store_put_back'],
        [11, 15, 'damaged'],
        [16, 20, 'store_put_back'],
        [21, 30, 'store_emptied'],
      ]);
      expect(told.map(({ from }) => from)).toEqual([11, 5, 16, 1, 21]);
      expect(journal.lostEntries).toEqual({ limit: 0, damaged: 5, store_emptied: 14, store_put_back: 11 });
    });

    test('saved senders are what was saved last, without the forgotten', async () => {
      const first = senderOf([[1, 5]], 1);
      const second = senderOf([[2, 2]], 2);
      const changed = senderOf(
        [
          [1, 5],
          [9, 9],
        ],
        3,
      );

      await journal.saveSenders(
        {
          position: 7,
          senders: new Map([
            ['a 1', first],
            ['b 1', second],
          ]),
        },
        [],
      );
      await journal.saveSenders({ position: 9, senders: new Map([['a 1', changed]]) }, ['b 1']);

      expect(await journal.senders()).toEqual({ position: 9, senders: new Map([['a 1', changed]]) });
    });

    test('walking it gives every entry once and in order, however batches are cut', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 30 }),
          async (sizes) => {
            const start = journal.next;
            for (const entries of sizes) await append(entries, entries, 64);

            const read: [number, number][] = [];
            for (let position = start; ; ) {
              const batch = await journal.read(position);
              if (!batch) break;
              read.push([batch.position, batch.entries]);
              position = batch.position + batch.entries;
            }

            let position = start;
            const expected = sizes.map((entries): [number, number] => {
              position += entries;
              return [position - entries, entries];
            });
            expect(read).toEqual(expected);
          },
        ),
        { numRuns: 20 },
      );
    });

    test('closing twice is safe', async () => {
      await journal.close();
      await journal.close();
    });
  });
}

function senderOf(ranges: [number, number][], seenAtMs: number): SavedSender {
  return {
    ranges,
    floor: 0,
    gaps: [{ from: 6, to: 8, missing: 3, lost: 0, noticedAtMs: seenAtMs, returnedAtMs: null }],
    seenAtMs,
  };
}
