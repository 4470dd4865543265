import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { encodeFrameBody, encodeRecordBody, FLAG_BACKLOG, ITEM } from '#protocol/frame.ts';
import type { Loss } from './disk-log.ts';
import { type NewItem, type Outbox, openOutbox } from './outbox.ts';

const SCHEMA = '00112233445566778899aabbccddeeff';

let folder: string;
let losses: Loss[];
let diskErrors: (string | undefined)[];
let clockMs: number;
let opened: Outbox[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ward-outbox-'));
  losses = [];
  diskErrors = [];
  clockMs = 0;
  opened = [];
});

afterEach(async () => {
  for (const outbox of opened) await outbox.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('what is appended', () => {
  test('is numbered from 1 on, waits, and is gone once it is acknowledged', async () => {
    const outbox = await open();

    const { items, kept } = outbox.append([frame(1), frame(2), frame(3)]);

    expect(items.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
    expect(await kept).toBe('disk');
    expect(outbox.figures().waitingItems).toBe(3);
    expect(outbox.release(outbox.epoch, [[1, 2]])).toBe(2);
    expect(outbox.figures().waitingItems).toBe(1);
    expect(await drain(outbox)).toEqual([[outbox.epoch, 3]]);
  });

  test('comes back after a restart under its old name, while new items belong to a new epoch', async () => {
    const first = await open();
    await first.append([frame(1), frame(2)]).kept;
    await first.close();

    const second = await open();
    await second.append([frame(3)]).kept;

    expect(second.epoch).not.toBe(first.epoch);
    expect(await drain(second)).toEqual([
      [first.epoch, 1],
      [first.epoch, 2],
      [second.epoch, 1],
    ]);
  });

  test('keeps its content to the last bit and is flagged as backlog', async () => {
    const first = await open();
    const original = [frame(1), record('{"温度": 21.5}')];
    await first.append(original).kept;
    await first.close();

    const part = await (await open()).openBacklog().next(1e6, () => false);

    expect(part?.items.map(({ kind, body }) => [kind, Buffer.from(body)])).toEqual(
      original.map(({ kind, body }) => [kind, Buffer.from(body)]),
    );
    expect(part?.items.map(({ flags }) => flags)).toEqual([FLAG_BACKLOG, FLAG_BACKLOG]);
  });

  test('is not sent again after a clean restart when it was acknowledged', async () => {
    const first = await open();
    await first.append([frame(1), frame(2), frame(3)]).kept;
    first.release(first.epoch, [[2, 2]]);
    await first.close();

    expect(await drain(await open())).toEqual([
      [first.epoch, 1],
      [first.epoch, 3],
    ]);
  });

  test('leaves no file behind once everything is acknowledged', async () => {
    const outbox = await open();
    await outbox.append([frame(1)]).kept;
    outbox.release(outbox.epoch, [[1, 1]]);
    await outbox.close();

    expect(segments()).toEqual([]);
  });

  test('that was acknowledged before it reached the disk does not wait there', async () => {
    const outbox = await open();

    const { kept } = outbox.append([frame(1), frame(2)]);
    outbox.release(outbox.epoch, [[1, 2]]);
    await kept;

    expect(outbox.figures().waitingItems).toBe(0);
    expect(await drain(outbox)).toEqual([]);
  });

  test('is refused nothing by an acknowledgement of numbers that were never given', async () => {
    const outbox = await open();
    await outbox.append([frame(1)]).kept;

    expect(outbox.release(outbox.epoch, [[2, Number.MAX_SAFE_INTEGER]])).toBe(0);
    expect(outbox.release('0000000000000000', [[0, Number.MAX_SAFE_INTEGER]])).toBe(0);
    expect(outbox.figures().waitingItems).toBe(1);
  });
});

describe('the bounds', () => {
  test('names what it drops before the file goes away: a kill in between hides nothing', async () => {
    const filesAtLoss: string[][] = [];
    const outbox = await open({
      limitBytes: 300 * 1024,
      onLoss: () => filesAtLoss.push(segments()),
    });
    await outbox.append([frame(0)]).kept;
    const [oldest] = segments();

    for (let tick = 0; filesAtLoss.length === 0 && tick < 200; tick++)
      await outbox.append([frame(tick, 4_000)]).kept;

    expect(filesAtLoss[0]).toContain(oldest);
    expect(segments()).not.toContain(oldest);
  });

  test('drops the oldest items when the disk share is used up, and names them', async () => {
    const outbox = await open({ limitBytes: 300 * 1024 });

    for (let tick = 0; tick < 20; tick++) await outbox.append([frame(tick, 4_000)]).kept;

    const left = (await drain(outbox)).map(([, sequence]) => sequence);
    const lost = losses.flatMap(({ ranges }) => ranges).reduce((sum, [from, to]) => sum + to - from + 1, 0);
    expect(left.at(-1)).toBe(20);
    expect(losses[0]).toMatchObject({ epoch: outbox.epoch, reason: 'outbox_full' });
    expect(losses[0]?.ranges[0]?.[0]).toBe(1);
    expect(lost + left.length).toBe(20);
    expect(outbox.figures().lostItems).toBe(lost);
    expect(sizeOnDisk()).toBeLessThanOrEqual(300 * 1024);
  });

  test('keeps the newest frame of each schema in memory, and little more', async () => {
    const outbox = await open();

    for (let tick = 0; tick < 50; tick++) await outbox.append([frame(tick, 4_000)]).kept;

    expect(outbox.newestFrames().map(({ sequence }) => sequence)).toEqual([50]);
    expect(outbox.recent(1)).toBeUndefined();
    expect(await drain(outbox)).toHaveLength(50);
  });

  test('hands out the backlog in parts of the size that was asked for', async () => {
    const outbox = await open();
    for (let tick = 0; tick < 10; tick++) await outbox.append([frame(tick, 1_000)]).kept;
    const backlog = outbox.openBacklog();

    const part = await backlog.next(20_000, () => false);

    expect(part?.items.map(({ sequence }) => sequence)).toEqual([1, 2]);
  });

  test('hands out what is in flight to nobody else', async () => {
    const outbox = await open();
    await outbox.append([frame(1), frame(2), frame(3)]).kept;

    expect(await drain(outbox, (_epoch, sequence) => sequence === 2)).toEqual([
      [outbox.epoch, 1],
      [outbox.epoch, 3],
    ]);
  });
});

describe('damage', () => {
  test('a torn last entry is cut off and what stands before it is whole', async () => {
    const first = await open();
    await first.append([frame(1), frame(2)]).kept;
    await first.close();
    truncateSync(segments()[0] as string, statSync(segments()[0] as string).size - 8);

    const second = await open();

    expect(await drain(second)).toEqual([[first.epoch, 1]]);
    expect(second.figures().damagedBytes).toBeGreaterThan(0);
    expect(losses).toEqual([]);
  });

  test('a flipped bit in the middle costs that item alone, which is named', async () => {
    const first = await open();
    await first.append([frame(1), frame(2), frame(3)]).kept;
    await first.close();
    const path = segments()[0] as string;
    const bytes = readFileSync(path);
    bytes[Math.floor(bytes.length / 2)] = (bytes[Math.floor(bytes.length / 2)] as number) ^ 1;
    writeFileSync(path, bytes);

    const second = await open();

    expect(await drain(second)).toEqual([
      [first.epoch, 1],
      [first.epoch, 3],
    ]);
    expect(losses).toEqual([{ epoch: first.epoch, ranges: [[2, 2]], reason: 'damaged' }]);
  });

  test('what was acknowledged before it reached the disk is no damage after a crash', async () => {
    const killed = await open();
    const { kept } = killed.append([frame(1), frame(2), frame(3)]);
    killed.release(killed.epoch, [[2, 2]]);
    await kept;

    const next = await open();

    expect(await drain(next)).toEqual([
      [killed.epoch, 1],
      [killed.epoch, 3],
    ]);
    expect(losses).toEqual([]);
  });

  test('a file that is no segment is passed over', async () => {
    mkdirSync(join(folder, 'outbox'), { recursive: true });
    writeFileSync(join(folder, 'outbox', '000000000007.seg'), 'this was written by somebody else');
    writeFileSync(join(folder, 'outbox', 'notes.txt'), 'mine');

    const outbox = await open();
    await outbox.append([frame(1)]).kept;

    expect(await drain(outbox)).toEqual([[outbox.epoch, 1]]);
    expect(readdirSync(join(folder, 'outbox'))).toContain('notes.txt');
  });

  test('a segment that is damaged or removed under a running agent costs what was in it and nothing else', async () => {
    const first = await open();
    await first.append([frame(1), frame(2), frame(3)]).kept;
    await first.close();
    const second = await open();
    await second.append([frame(4)]).kept;
    const bytes = readFileSync(segments()[0] as string);
    bytes[bytes.length - 20] = (bytes[bytes.length - 20] as number) ^ 1;
    writeFileSync(segments()[0] as string, bytes);
    rmSync(segments()[1] as string);

    expect(await drain(second)).toEqual([
      [first.epoch, 1],
      [first.epoch, 2],
    ]);
    expect(losses.map(({ epoch, ranges }) => [epoch, ranges])).toEqual([
      [first.epoch, [[3, 3]]],
      [second.epoch, [[1, 1]]],
    ]);
  });

  test('a damaged list of acknowledgements costs sending twice, not more', async () => {
    const first = await open();
    await first.append([frame(1), frame(2)]).kept;
    first.release(first.epoch, [[1, 1]]);
    await first.close();
    writeFileSync(join(folder, 'outbox', 'acknowledged.json'), '{"1": 5, ');

    expect(await drain(await open())).toHaveLength(2);
  });
});

describe('a disk that cannot be written', () => {
  test('is told once, items wait in memory, and are saved when it can be written again', async () => {
    const blocked = join(folder, 'blocked');
    writeFileSync(blocked, 'a file where the folder should be');
    const outbox = await open({ folder: join(blocked, 'outbox') });

    expect(await outbox.append([frame(1)]).kept).toBe('memory');
    expect(await outbox.append([frame(2)]).kept).toBe('memory');
    expect(outbox.figures()).toMatchObject({ writable: false, waitingItems: 2 });
    expect(await drain(outbox)).toEqual([
      [outbox.epoch, 1],
      [outbox.epoch, 2],
    ]);
    expect(diskErrors).toHaveLength(1);

    rmSync(blocked);
    clockMs += 31_000;
    expect(await outbox.append([frame(3)]).kept).toBe('disk');

    expect(outbox.figures()).toMatchObject({ writable: true, waitingItems: 3 });
    expect(diskErrors.at(-1)).toBeUndefined();
    expect(await drain(outbox)).toHaveLength(3);
  });

  test('drops the oldest of them when memory is used up, and names them', async () => {
    writeFileSync(join(folder, 'blocked'), '');
    const outbox = await open({ folder: join(folder, 'blocked', 'outbox'), memoryBytes: 300_000 });

    for (let tick = 0; tick < 20; tick++) await outbox.append([frame(tick, 4_000)]).kept;

    const left = await drain(outbox);
    const lost = losses.flatMap(({ ranges }) => ranges).reduce((sum, [from, to]) => sum + to - from + 1, 0);
    expect(losses[0]).toMatchObject({ reason: 'memory_full' });
    expect(left.at(-1)).toEqual([outbox.epoch, 20]);
    expect(left.length + lost).toBe(20);
  });

  test.skipIf(process.getuid?.() === 0)('a folder without the right to write is such a disk', async () => {
    mkdirSync(join(folder, 'outbox'));
    chmodSync(join(folder, 'outbox'), 0o500);
    const outbox = await open();

    expect(await outbox.append([frame(1)]).kept).toBe('memory');
  });
});

test('a new epoch takes what is only in memory along and starts counting anew', async () => {
  const outbox = await open();
  const before = outbox.epoch;
  await outbox.append([frame(1)]).kept;

  outbox.append([frame(2)]);
  outbox.renewEpoch();
  const { items, kept } = outbox.append([frame(3)]);
  await kept;

  expect(outbox.epoch).not.toBe(before);
  expect(items[0]?.sequence).toBe(2);
  expect(await drain(outbox)).toEqual([
    [before, 1],
    [outbox.epoch, 1],
    [outbox.epoch, 2],
  ]);
});

test('closing twice is safe, and what was appended just before is on disk', async () => {
  const first = await open();
  first.append([frame(1)]);

  await first.close();
  await first.close();

  expect(await drain(await open())).toEqual([[first.epoch, 1]]);
});

async function open(options: Partial<Parameters<typeof openOutbox>[0]> = {}): Promise<Outbox> {
  const outbox = await openOutbox({
    folder: join(folder, 'outbox'),
    limitBytes: 16 * 1024 ** 2,
    onLoss: (loss) => losses.push(loss),
    onDisk: (error) => diskErrors.push(error?.message),
    monotonicMs: () => clockMs,
    ...options,
  });
  opened.push(outbox);
  return outbox;
}

async function drain(
  outbox: Outbox,
  skip: (epoch: string, sequence: number) => boolean = () => false,
): Promise<[string, number][]> {
  const found: [string, number][] = [];
  const backlog = outbox.openBacklog();
  for (let part = await backlog.next(65_536, skip); part; part = await backlog.next(65_536, skip)) {
    for (const { sequence } of part.items) found.push([part.epoch, sequence]);
  }
  return found;
}

function segments(): string[] {
  const inside = join(folder, 'outbox');
  return readdirSync(inside)
    .filter((name) => name.endsWith('.seg'))
    .sort()
    .map((name) => join(inside, name));
}

function sizeOnDisk(): number {
  return segments().reduce((sum, path) => sum + statSync(path).size, 0);
}

function frame(timeMs: number, columns = 3): NewItem {
  return { kind: ITEM.frame, body: encodeFrameBody(SCHEMA, timeMs, new Float64Array(columns).fill(timeMs)) };
}

function record(json: string): NewItem {
  return { kind: ITEM.record, body: encodeRecordBody(1, json) };
}
