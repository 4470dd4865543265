import { expect, test } from 'vitest';
import { LatestWriter, makeLatest } from '#collector/series/latest.ts';
import { HEARD_BY } from '#protocol/fleet.ts';
import type { Schema } from '#protocol/schema.ts';
import { Hearing } from './hearing.ts';

const NOW = 1_800_000_000_000;
const SECOND = 1_000;

let index = 0;
function announce(hearing: Hearing, schema: Partial<Schema> & { metrics?: string[] }) {
  const { metrics = ['cpu.usage_active'], ...given } = schema;
  const columns = metrics.map((metric) => ({ metric, labels: {}, kind: 'gauge' as const, unit: '' }));
  const whole: Schema = { probe: 'cpu', target: 't', intervalMs: 10 * SECOND, columns, ...given };
  const latest = makeLatest(columns.length);
  const writer = new LatestWriter(latest);
  const own = index++;
  hearing.addSchema(own, whole, latest, NOW);
  return (nowMs: number, values: number[] = [1], timeMs = nowMs) => {
    writer.write(timeMs, new DataView(Float64Array.from(values).buffer), 0);
    hearing.take([own], nowMs);
  };
}

test('a target is silent after two and a half intervals, and heard again with the next row; each is told once', () => {
  const hearing = new Hearing();
  const send = announce(hearing, {});
  send(NOW);
  expect(hearing.changes()).toMatchObject([{ id: 't', heardAtMs: NOW, silent: false, intervalMs: 10_000 }]);

  hearing.sweep(NOW + 25 * SECOND);
  expect(hearing.changes()).toEqual([]);
  hearing.sweep(NOW + 25 * SECOND + 1);
  hearing.sweep(NOW + 30 * SECOND);
  expect(hearing.changes()).toMatchObject([{ id: 't', silent: true, heardAtMs: NOW }]);
  send(NOW + 60 * SECOND);
  expect(hearing.changes()).toMatchObject([{ id: 't', silent: false, heardAtMs: NOW + 60 * SECOND }]);
});

test('a probe that says it got no answer is no sign of life', () => {
  const hearing = new Hearing();
  const send = announce(hearing, { metrics: ['ups.load_percent', 'probe.success', 'probe.state'] });
  send(NOW, [40, 1, 0]);
  send(NOW + 30 * SECOND, [Number.NaN, 0, 2]);
  hearing.sweep(NOW + 30 * SECOND);

  expect(hearing.of('t')).toMatchObject({ silent: true, heardAtMs: NOW, heardBy: HEARD_BY.asked });
});

test('what others say about a target is none either', () => {
  const hearing = new Hearing();
  announce(hearing, { probe: 'collector', metrics: ['agent.clock_skew_seconds'] })(NOW);
  announce(hearing, { probe: 'inventory_changes', metrics: ['inventory.changes'] })(NOW);

  expect(hearing.of('t')).toBeUndefined();
});

test('an inventory once an hour does not keep a dead server alive, and does where there is nothing else', () => {
  const hearing = new Hearing();
  const often = announce(hearing, {});
  const seldom = announce(hearing, { probe: 'inventory', intervalMs: 3_600 * SECOND });
  often(NOW);
  seldom(NOW + SECOND);
  hearing.sweep(NOW + 30 * SECOND);
  expect(hearing.of('t')?.silent).toBe(true);

  // Nobody asks often any more.
  for (let hour = 1; hour <= 3; hour++) seldom(NOW + hour * 3_600 * SECOND);
  hearing.sweep(NOW + 3 * 3_600 * SECOND + SECOND);
  expect(hearing.of('t')?.silent).toBe(false);
});

test('a target that is asked by a slower way too is heard as long as one of them works', () => {
  const hearing = new Hearing();
  const agent = announce(hearing, { metrics: ['agent.uptime_seconds'] });
  const ping = announce(hearing, { metrics: ['probe.success', 'probe.state'], intervalMs: 60 * SECOND });
  agent(NOW);
  for (let minute = 0; minute < 3; minute++) {
    ping(NOW + minute * 60 * SECOND, [1, 0]);
    hearing.sweep(NOW + minute * 60 * SECOND + 59 * SECOND);
    expect(hearing.of('t')?.silent).toBe(false);
  }
});

test('an agent that is gone is silent by its fastest probe, and by a slower one once that is not asked for any more', () => {
  const hearing = new Hearing();
  const fast = announce(hearing, { metrics: ['agent.uptime_seconds', 'probe.success'] });
  const slow = announce(hearing, { metrics: ['smart.health', 'probe.success'], intervalMs: 60 * SECOND });
  fast(NOW, [1, 1]);
  slow(NOW, [1, 1]);
  hearing.sweep(NOW + 26 * SECOND);
  expect(hearing.of('t')?.silent).toBe(true);

  for (let minute = 1; minute <= 4; minute++) slow(NOW + minute * 60 * SECOND, [1, 1]);
  hearing.sweep(NOW + 4 * 60 * SECOND + 59 * SECOND);
  expect(hearing.of('t')?.silent).toBe(false);
});

test('who pushes is expected as often as it came, and says what it sends', () => {
  const hearing = new Hearing();
  const push = announce(hearing, {
    probe: 'remote_write',
    intervalMs: 60 * SECOND,
    metrics: ['nginx.requests', 'nginx.errors', 'redis.keys'],
  });
  push(NOW, [1, 2, 3]);
  push(NOW + 600 * SECOND, [1, 2, 3]);
  hearing.sweep(NOW + 1_200 * SECOND);

  const heard = hearing.of('t');
  expect(heard).toMatchObject({ silent: false, heardBy: HEARD_BY.pushed });
  expect([...(heard?.subjects ?? [])]).toEqual(['nginx', 'redis']);
  hearing.sweep(NOW + 600 * SECOND + 1_501 * SECOND);
  expect(hearing.of('t')?.silent).toBe(true);
});

test('a clock that is somewhat off makes nobody silent, and old news are no sign of life', () => {
  const hearing = new Hearing();
  const send = announce(hearing, {});
  send(NOW, [1], NOW - 45 * SECOND);
  hearing.sweep(NOW + 20 * SECOND);
  expect(hearing.of('t')?.silent).toBe(false);

  const late = new Hearing();
  announce(late, {})(NOW, [1], NOW - 3_600 * SECOND);
  late.sweep(NOW);
  expect(late.of('t')).toMatchObject({ silent: true, heardAtMs: NOW - 3_600 * SECOND });
});

test('over a restart who was silent stays so, and everybody else has time to be heard again', () => {
  const before = new Hearing();
  announce(before, { target: 'lives' })(NOW);
  announce(before, { target: 'dead' })(NOW - 100 * SECOND, [1]);
  before.sweep(NOW);
  const after = new Hearing();

  after.restore(JSON.parse(JSON.stringify(before.keep())), NOW + 300 * SECOND);
  after.sweep(NOW + 310 * SECOND);
  expect([after.of('lives')?.silent, after.of('dead')?.silent]).toEqual([false, true]);
  after.sweep(NOW + 326 * SECOND);
  expect(after.of('lives')?.silent).toBe(true);
});

test('a target that is gone is forgotten with what it sends', () => {
  const hearing = new Hearing();
  const send = announce(hearing, {});
  send(NOW);
  hearing.forget('t');
  send(NOW + SECOND);

  expect(hearing.of('t')).toBeUndefined();
  expect(hearing.changes()).toEqual([]);
});
