import { beforeEach, expect, test } from 'vitest';
import type { Trap } from '#probes/profile/profile.ts';
import { createTrapBook } from '#probes/trap/trap-book.ts';
import { decodeFrameBody, decodeRecordBody, ITEM } from '#protocol/frame.ts';
import type { Schema } from '#protocol/schema.ts';
import { TrapRecord } from '#protocol/trap.ts';
import type { NewItem } from '../outbox/outbox.ts';
import { createTrapDesk, type TrapDesk } from './trap-desk.ts';

const LINK_DOWN = trap('1.1', { name: 'linkDown', severity: 'warning', lasts: 600_000 });
const LINK_UP = trap('1.2', { name: 'linkUp', clears: ['linkDown'] });

let nowMs: number;
let items: NewItem[];
let nudged: string[];
let remembered: Map<string, unknown>;
let targets: Record<string, string>;
let desk: TrapDesk;

beforeEach(() => {
  nowMs = 1_000_000;
  items = [];
  nudged = [];
  remembered = new Map();
  targets = { '10.0.0.1': 't1', '10.0.0.2': 't2' };
  desk = open();
});

test('a trap is kept as a record of its target, and the target is asked', () => {
  desk.take(received('1.1', '10.0.0.1'));

  expect(records()).toMatchObject([
    {
      target: 't1',
      kind: 'trap',
      key: 'linkDown',
      data: { name: 'linkDown', severity: 'warning', oid: '1.1' },
    },
  ]);
  expect(TrapRecord.safeParse(records()[0].data).success).toBe(true);
  expect(nudged).toEqual(['t1']);
});

test('its severity is told within a second, again every five minutes, and ends with the trap that clears it', () => {
  desk.take(received('1.1', '10.0.0.1'));
  tick(1_000);
  tick(1_000);
  expect(frames()).toEqual([{ target: 't1', linkDown: 2, received: 1, unknown: 0 }]);

  tick(300_000);
  expect(frames()).toHaveLength(2);

  desk.take(received('1.2', '10.0.0.1'));
  tick(1_000);
  expect(frames().at(-1)).toEqual({ target: 't1', linkDown: 0, received: 2, unknown: 0 });
});

test('a severity that nothing clears is over after its time, even across a restart', () => {
  desk.take(received('1.1', '10.0.0.1'));
  tick(1_000);

  desk = open();
  tick(1_000);
  expect(frames().at(-1)).toMatchObject({ linkDown: 2 });
  tick(600_000);
  expect(frames().at(-1)).toMatchObject({ linkDown: 0 });
});

test('an unknown trap is kept and counted', () => {
  desk.take(received('9.9', '10.0.0.1'));
  tick(1_000);

  expect(records()).toMatchObject([{ target: 't1', key: '9.9', data: { name: '', oid: '9.9' } }]);
  expect(frames()).toEqual([{ target: 't1', received: 1, unknown: 1 }]);
});

test('a storm is counted whole and kept in part, a minute at a time', () => {
  for (let count = 0; count < 100; count++) desk.take(received('1.1', '10.0.0.1'));
  desk.take(received('1.1', '10.0.0.2'));
  tick(1_000);

  expect(records().filter(({ target }) => target === 't1')).toHaveLength(60);
  expect(records().filter(({ target }) => target === 't2')).toHaveLength(1);
  expect(frames()[0]).toMatchObject({ target: 't1', received: 100 });
  expect(desk.excess()).toBe(40);

  tick(60_000);
  desk.take(received('1.1', '10.0.0.1'));
  expect(records().filter(({ target }) => target === 't1')).toHaveLength(61);
});

test('what a relay passes on belongs to the device that it is about, when that is a target', () => {
  desk.take({ ...received('1.1', '10.0.0.1'), about: '10.0.0.2' });
  desk.take({ ...received('1.1', '10.0.0.1'), about: '10.9.9.9' });

  expect(records().map(({ target }) => target)).toEqual(['t2', 't1']);
});

test('traps of strangers are counted, and a few a minute kept on the agent’s own target', () => {
  for (let round = 0; round < 50; round++) desk.take(received('1.1', '192.0.2.1'));
  expect(records()).toHaveLength(10);
  expect(records()[0]).toMatchObject({ target: 'own', data: { source: '192.0.2.1' } });

  nowMs += 60_000;
  desk.take(received('1.1', '192.0.2.1'));

  expect(records()).toHaveLength(11);
  expect(desk.strangers()).toBe(51);
  expect(nudged).toEqual([]);
});

test('a target that is gone is forgotten', () => {
  desk.take(received('1.1', '10.0.0.1'));
  tick(1_000);
  targets = {};

  tick(600_000);

  expect(frames()).toHaveLength(1);
  expect(remembered.get('targets')).toEqual({});
});

function open(): TrapDesk {
  return createTrapDesk({
    book: createTrapBook([{ traps: [LINK_DOWN, LINK_UP] }]),
    memory: { get: (key) => remembered.get(key), set: (key, value) => remembered.set(key, value) },
    targetAt: (ip) => (targets[ip] === undefined ? undefined : { id: targets[ip] }),
    isTarget: (id) => Object.values(targets).includes(id),
    ownTarget: () => 'own',
    nudge: (target) => nudged.push(target),
    keep: (more) => items.push(...more),
    announce: () => true,
    wallMs: () => nowMs,
  });
}

function tick(ms: number): void {
  nowMs += ms;
  desk.tick();
}

function received(oid: string, source: string) {
  return { version: '2c' as const, source, about: undefined, oid, varbinds: [] };
}

function trap(oid: string, more: Partial<Trap>): Trap {
  return { oid, name: oid, clears: [], lasts: 3_600_000, meaning: { 'zh-CN': oid, en: oid }, ...more };
}

function records() {
  return items
    .filter(({ kind }) => kind === ITEM.record)
    .map(({ body }) => JSON.parse(decodeRecordBody(body).json));
}

/** The frames in words: labels or fields, and their values. */
function frames(): Record<string, unknown>[] {
  let schema: Schema | undefined;
  return items.flatMap(({ kind, body }) => {
    if (kind === ITEM.schema) schema = JSON.parse(Buffer.from(body).toString());
    if (kind !== ITEM.frame) return [];
    const values = decodeFrameBody(body).values;
    const told = (schema as Schema).columns
      .map(({ metric, labels }, at) => [labels.trap ?? metric.replace('trap.', ''), values[at]])
      .filter(([name]) => !String(name).startsWith('probe.'));
    return [{ target: schema?.target, ...Object.fromEntries(told) }];
  });
}
