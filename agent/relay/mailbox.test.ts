import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { encodeFrameBody, FLAG_BACKLOG, ITEM, type Item } from '#protocol/frame.ts';
import type { Loss } from '../outbox/disk-log.ts';
import { type Mailbox, openMailbox } from './mailbox.ts';
import { createRoom } from './room.ts';

const ONE = '1111111111111111';
const TWO = '2222222222222222';
const SCHEMA = '00112233445566778899aabbccddeeff';

let folder: string;
let opened: Mailbox[];
let losses: Loss[];
let kept: { live: number[]; isMoreBehind: boolean }[];
let clockMs: number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ward-mailbox-'));
  opened = [];
  losses = [];
  kept = [];
  clockMs = 1_000;
});

afterEach(async () => {
  for (const mailbox of opened) await mailbox.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('what is taken', () => {
  test('waits under the epoch and the sequences that its agent gave, whatever their order', async () => {
    const mailbox = await open();

    await mailbox.take(ONE, frames([7, 8]));
    await mailbox.take(ONE, frames([1, 2, 3], FLAG_BACKLOG));

    expect(mailbox.have(ONE)).toEqual([
      [1, 3],
      [7, 8],
    ]);
    expect(await drain(mailbox)).toEqual([ONE, [7, 8, 1, 2, 3]]);
    expect(kept).toEqual([
      { live: [7, 8], isMoreBehind: false },
      { live: [], isMoreBehind: true },
    ]);
  });

  test('twice is kept once, also when it was delivered meanwhile', async () => {
    const mailbox = await open();

    await Promise.all([mailbox.take(ONE, frames([1, 2])), mailbox.take(ONE, frames([2, 3]))]);
    mailbox.release(ONE, [[1, 3]]);
    await mailbox.take(ONE, frames([2, 3, 4]));

    expect(kept.flatMap(({ live }) => live)).toEqual([1, 2, 3, 4]);
    expect(mailbox.waiting).toBe(1);
  });

  test('is there after a restart, and so is what it ever was', async () => {
    const first = await open();
    await first.take(ONE, frames([5, 6]));
    await first.take(ONE, frames([1, 2], FLAG_BACKLOG));
    first.release(ONE, [[5, 6]]);
    await first.close();

    const second = await open();

    expect(second.have(ONE)).toEqual([
      [1, 2],
      [5, 6],
    ]);
    expect(await drain(second)).toEqual([ONE, [1, 2]]);
  });

  test('is known when nothing of it is left on disk and nobody had time to close', async () => {
    const first = await open();
    for (let sequence = 1; sequence <= 40; sequence++) await first.take(ONE, frames([sequence], 0, 1_000));
    first.release(ONE, [[1, 40]]);
    await first.take(ONE, frames([41]));
    expect(first.bytes).toBeLessThan(70_000);

    const second = await open();

    expect(second.have(ONE)).toEqual([[1, 41]]);
    expect(second.waiting).toBeLessThanOrEqual(41);
  });

  test('of two epochs in turns makes no file of each message', async () => {
    const mailbox = await open();

    for (let sequence = 1; sequence <= 20; sequence++) {
      await mailbox.take(ONE, frames([sequence], FLAG_BACKLOG));
      await mailbox.take(TWO, frames([sequence]));
    }

    expect(readdirSync(join(folder, 'mail')).filter((name) => name.endsWith('.seg'))).toHaveLength(2);
    expect(mailbox.newestFrames().map(({ sequence }) => sequence)).toEqual([20]);
    expect(mailbox.epoch).toBe(TWO);
  });
});

describe('what the relay adds', () => {
  test('goes under an epoch of its own, and waits like everything else', async () => {
    const mailbox = await open();
    await mailbox.take(ONE, frames([1]));
    const body = Buffer.from('{}');

    const { epoch, items } = mailbox.append([{ kind: ITEM.schema, body }]);
    const held = mailbox.holds(epoch, 1);
    await mailbox.take(ONE, frames([2]));

    expect(epoch).not.toBe(ONE);
    expect(items).toEqual([{ kind: ITEM.schema, body, flags: 0, sequence: 1 }]);
    expect(held).toBe(true);
    expect(mailbox.waiting).toBe(3);
    expect(mailbox.release(epoch, [[1, 1]])).toBe(1);
    expect(mailbox.epoch).toBe(ONE);
  });
});

describe('when there is no room', () => {
  test('the oldest goes first, whoever’s it is, and is reported', async () => {
    const mailboxes: Mailbox[] = [];
    const room = createRoom(300_000, () => mailboxes);
    const [early, late] = [await open('early', room), await open('late', room)];
    mailboxes.push(early, late);

    await early.take(ONE, frames([1], 0, 8_000));
    for (let sequence = 1; sequence <= 10; sequence++) {
      clockMs++;
      await late.take(TWO, frames([sequence], 0, 5_000));
    }

    expect(losses[0]).toMatchObject({ epoch: ONE, ranges: [[1, 1]], reason: 'outbox_full' });
    expect(losses.slice(1).every(({ epoch }) => epoch === TWO)).toBe(true);
    expect(early.bytes + late.bytes).toBeLessThanOrEqual(300_000);
    expect((await drain(late))[1].at(-1)).toBe(10);
    expect(early.have(ONE)).toEqual([[1, 1]]);
  });

  test('what nobody waits for goes before anything that somebody waits for', async () => {
    const mailboxes: Mailbox[] = [];
    const room = createRoom(200_000, () => mailboxes);
    const [waited, delivered] = [await open('waited', room), await open('delivered', room)];
    mailboxes.push(waited, delivered);
    await waited.take(ONE, frames([1], 0, 10_000));
    clockMs++;
    await delivered.take(TWO, frames([1], 0, 10_000));
    delivered.release(TWO, [[1, 1]]);

    await waited.take(ONE, frames([2], 0, 10_000));

    expect(losses).toEqual([]);
    expect(waited.waiting).toBe(2);
    expect(delivered.bytes).toBe(0);
  });
});

async function open(name = '.', room = createRoom(1e9, () => [])): Promise<Mailbox> {
  const mailbox = await openMailbox({
    folder: join(folder, name),
    room,
    segmentBytes: 64 * 1024,
    recentBytes: () => 64 * 1024,
    wallMs: () => clockMs,
    onKept: (live, isMoreBehind) => kept.push({ live: live.map(({ sequence }) => sequence), isMoreBehind }),
    onLoss: (loss) => losses.push(loss),
  });
  opened.push(mailbox);
  return mailbox;
}

function frames(sequences: readonly number[], flags = 0, width = 1): Item[] {
  return sequences.map((sequence) => ({
    kind: ITEM.frame,
    flags,
    sequence,
    body: encodeFrameBody(SCHEMA, sequence, new Float64Array(width)),
  }));
}

/** Epoch and sequences of everything that waits, in the order in which it would leave. */
async function drain(mailbox: Mailbox): Promise<[string, number[]]> {
  const backlog = mailbox.openBacklog();
  const sequences: number[] = [];
  let epoch = '';
  for (;;) {
    const part = await backlog.next(64 * 1024, () => false);
    if (part === undefined) return [epoch, sequences];
    epoch = part.epoch;
    expect(part.items.every(({ flags }) => flags === FLAG_BACKLOG)).toBe(true);
    sequences.push(...part.items.map(({ sequence }) => sequence));
  }
}
