import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Audit } from '#collector/audit/audit.ts';
import { configsIn } from '#collector/configs/configs.ts';
import { evidenceIn } from '#collector/evidence/evidence.ts';
import { type TemporaryLedger, temporaryLedger } from '#collector/ledger/temporary-ledger.ts';
import { DEFAULT_ORGANISATION, organisationsIn } from '#collector/people/organisations.ts';
import type { WireRecord } from '#protocol/record.ts';
import { findChanges } from './changes.ts';
import { recognisedIn } from './recognised.ts';
import { type ArrivedRecord, EVENTS_PER_TARGET, recordsIn } from './records.ts';
import { RecordsFeed } from './records-feed.ts';
import { Targets } from './targets.ts';

let ledger: TemporaryLedger;
beforeEach(async () => {
  ledger = await temporaryLedger();
  await organisationsIn(ledger.sql, () => 0).ensureDefault('default');
});
afterEach(() => ledger.remove());

describe('targets', () => {
  const server = (name: string) => ({
    organisation: DEFAULT_ORGANISATION,
    kind: 'server',
    name,
    host: name,
  });
  const scope = { everywhere: false, organisations: [DEFAULT_ORGANISATION] };

  test('are read back after a restart as they were, without the removed ones', async () => {
    const targets = await Targets.open(ledger.sql, () => 7);
    const kept = await targets.insert({
      ...server('web-1'),
      room: '3F-A',
      parents: { network: ['n'], power: [], cooling: [], host: [] },
    });
    const gone = await targets.insert(server('web-2'));
    await targets.remove(gone.id);

    const again = await Targets.open(ledger.sql, () => 8);

    expect(again.get(kept.id)).toEqual(kept);
    expect(again.get(gone.id)).toBeUndefined();
  });

  test('count for readers only once they are learned, and no more once forgotten', async () => {
    const targets = await Targets.open(ledger.sql, () => 7);
    const ids = targets.idsIn(scope);
    const target = await targets.insert(server('web-1'));
    expect(ids.size).toBe(0);

    targets.learn(target);
    expect([...ids]).toEqual([target.id]);
    expect(targets.idsIn({ everywhere: false, organisations: ['other'] }).size).toBe(0);

    targets.forget(target.id);
    expect(ids.size).toBe(0);
    expect(targets.byHost(DEFAULT_ORGANISATION, 'web-1')).toBeUndefined();
  });

  test('of one host name: the oldest answers to it, and the next when it is gone', async () => {
    let nowMs = 0;
    const targets = await Targets.open(ledger.sql, () => ++nowMs);
    const first = await targets.insert(server('twin'));
    const second = await targets.insert(server('twin'));
    targets.learn(second);
    targets.learn(first);

    expect(targets.byHost(DEFAULT_ORGANISATION, 'TWIN')?.id).toBe(first.id);
    targets.forget(first.id);
    expect(targets.byHost(DEFAULT_ORGANISATION, 'twin')?.id).toBe(second.id);
  });

  test('are listed by name, page by page, nothing twice and nothing left out', async () => {
    const targets = await Targets.open(ledger.sql, () => 1);
    for (const name of ['c', 'a', 'b', 'b', 'd']) targets.learn(await targets.insert(server(name)));

    const pages: string[] = [];
    let after: { name: string; id: string } | undefined;
    for (;;) {
      const page = targets.list(scope, after, 2, () => true);
      if (page.length === 0) break;
      pages.push(...page.map((target) => target.name));
      after = page.at(-1);
    }

    expect(pages).toEqual(['a', 'b', 'b', 'c', 'd']);
  });
});

let targets: Targets;

/** Records with everybody who takes them. */
function openRecords() {
  const audit = new Audit(ledger.sql, Buffer.alloc(32), () => 0);
  return recordsIn(ledger.sql, {
    configs: configsIn(ledger.sql),
    evidence: evidenceIn(ledger.sql),
    jobs: { takeRecord: async () => [], changed() {} },
    texts: { take: async () => undefined, taken() {} },
    recognise: recognisedIn({ targets, audit }),
    learn: (target) => targets.learn(target),
  });
}

describe('records', () => {
  beforeEach(async () => {
    targets = await Targets.open(ledger.sql, () => 1);
  });

  const record = (
    position: number,
    wanted: Partial<WireRecord> & { timeMs?: number } = {},
  ): ArrivedRecord => {
    const { timeMs = position * 1_000, ...others } = wanted;
    return {
      position,
      timeMs,
      record: { target: 't1', kind: 'inventory', key: '', data: { os: 'Debian 12' }, ...others },
    };
  };

  test('the newest of a target, kind and key is its state, whatever order they come in', async () => {
    const records = openRecords();
    await records.take([record(1), record(3, { data: { os: 'Debian 13' } })]);
    await records.take([record(4, { timeMs: 2_000, data: { os: 'late' } })]);

    expect(await records.list(['t1'], undefined, undefined, 10)).toEqual([
      { target: 't1', kind: 'inventory', key: '', timeMs: 3_000, data: { os: 'Debian 13' } },
    ]);
  });

  test('a changed inventory becomes an event that says where, once, also when the journal is read again', async () => {
    const records = openRecords();
    const both = [
      record(1, { data: { os: 'Debian 12', disks: [{ name: 'sda', size: 1 }] } }),
      record(2, {
        data: {
          os: 'Debian 13',
          disks: [
            { name: 'sdb', size: 5 },
            { name: 'sda', size: 1 },
          ],
        },
      }),
    ];
    await records.take(both);
    await records.take(both);

    const events = await records.events('t1', undefined, 10);

    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      key: 'inventory_changed',
      timeMs: 2_000,
      data: {
        total: 2,
        changes: [
          { path: 'os', before: 'Debian 12', after: 'Debian 13' },
          { path: 'disks/sdb', after: { name: 'sdb', size: 5 } },
        ],
      },
    });
  });

  test('how far the journal was read survives a restart', async () => {
    expect(await openRecords().position()).toBe(1);
    await openRecords().take([record(4), record(9)]);

    expect(await openRecords().position()).toBe(10);
  });

  test('an equal inventory makes no event', async () => {
    const records = openRecords();
    await records.take([record(1), record(2)]);

    expect(await records.events('t1', undefined, 10)).toEqual([]);
  });

  test('events are kept as history, newest first by pages, and bounded for each target', async () => {
    const records = openRecords();
    const event = (position: number) => record(position, { kind: 'event', key: 'oom', data: position });
    await records.take([record(1, { kind: 'event', target: 't2' })]);
    for (let from = 2; from <= 1_302; from += 100) {
      await records.take(Array.from({ length: 100 }, (_, n) => event(from + n)));
    }

    const first = await records.events('t1', undefined, 2);
    const second = await records.events('t1', first[1].cursor, 2);
    const all = await records.events('t1', undefined, 10_000);

    expect([...first, ...second].map((entry) => entry.data)).toEqual([1_401, 1_400, 1_399, 1_398]);
    expect(all.length).toBeGreaterThanOrEqual(EVENTS_PER_TARGET);
    expect(all.length).toBeLessThanOrEqual(EVENTS_PER_TARGET + 100);
    expect(await records.events('t2', undefined, 10)).toHaveLength(1);
  });

  test('a storm of traps pushes no event out, and is history of its own', async () => {
    const records = openRecords();
    await records.take([record(1, { kind: 'event', key: 'config_changed', data: 1 })]);
    for (let from = 2; from <= 1_302; from += 100) {
      const storm = (_: unknown, n: number) => record(from + n, { kind: 'trap', key: 'linkDown', data: n });
      await records.take(Array.from({ length: 100 }, storm));
    }

    const events = await records.events('t1', undefined, 10_000);
    const traps = await records.events('t1', undefined, 10_000, 'trap');

    expect(events.map(({ kind, data }) => [kind, data])).toEqual([['event', 1]]);
    expect(traps[0]).toMatchObject({ kind: 'trap', key: 'linkDown', data: 99, timeMs: 1_401_000 });
    expect(traps.length).toBeGreaterThanOrEqual(EVENTS_PER_TARGET);
    expect(traps.length).toBeLessThanOrEqual(EVENTS_PER_TARGET + 100);
    expect(await records.list(['t1'], undefined, undefined, 10)).toEqual([]);
  });

  test('states are listed by pages over several targets', async () => {
    const records = openRecords();
    const keys = ['', 'a', 'b'];
    await records.take(
      ['t1', 't2'].flatMap((target, n) =>
        keys.map((key, k) => record(1 + n * 3 + k, { target, kind: 'text_state', key })),
      ),
    );

    const seen: string[] = [];
    let after: { target: string; kind: string; key: string } | undefined;
    for (;;) {
      const page = await records.list(['t2', 't1'], undefined, after, 2);
      if (page.length === 0) break;
      seen.push(...page.map((one) => `${one.target}/${one.key}`));
      after = page.at(-1);
    }

    expect(seen).toEqual(['t1/', 't1/a', 't1/b', 't2/', 't2/a', 't2/b']);
  });
});

describe('the feed of records', () => {
  const arrived = (position: number): ArrivedRecord => ({
    position,
    timeMs: position,
    record: { target: 't1', kind: 'event', key: '', data: position },
  });

  test('brings what arrives meanwhile into the ledger in one transaction, in order', async () => {
    const batches: number[][] = [];
    const taken: number[] = [];
    const feed = new RecordsFeed({
      records: {
        async take(records) {
          batches.push(records.map(({ position }) => position));
          await new Promise((resolve) => setImmediate(resolve));
        },
      },
      onTaken: (position) => taken.push(position),
      onError: () => {},
    });

    for (let position = 1; position <= 5; position++) feed.accept([arrived(position)]);
    await feed.close();

    expect(batches).toEqual([[1], [2, 3, 4, 5]]);
    expect(taken).toEqual([2, 6]);
  });

  test('keeps what the ledger did not take, and says so', async () => {
    const errors: string[] = [];
    const taken: number[] = [];
    const failing = new RecordsFeed({
      records: { take: () => Promise.reject(new Error('disk full')) },
      onTaken: (position) => taken.push(position),
      onError: (error) => errors.push(error.message),
    });

    failing.accept([arrived(1)]);
    await expect.poll(() => failing.waiting).toBe(1);

    expect(errors).toEqual(['disk full']);
    expect(taken).toEqual([]);
  });
});

test('differences beyond the hundredth are counted, not listed', () => {
  const many = Object.fromEntries(Array.from({ length: 250 }, (_, n) => [`field${n}`, n]));

  const { changes, total } = findChanges({}, many);

  expect(changes).toHaveLength(100);
  expect(total).toBe(250);
});
