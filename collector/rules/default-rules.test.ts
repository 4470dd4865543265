import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type TemporaryLedger, temporaryLedger } from '#collector/ledger/temporary-ledger.ts';
import { openSchemaBook } from '#collector/series/open-schema-book.ts';
import type { DeviceLimits } from '#protocol/device-limits.ts';
import { probeStateCode } from '#protocol/probe-state.ts';
import type { Schema } from '#protocol/schema.ts';
import { vocabulary } from '#protocol/vocabulary/vocabulary.ts';
import { defaultRules } from './default-rules.ts';
import { JournalScript } from './journal-script.ts';
import { openStreamJudge } from './stream-judge.ts';

const T0 = 1_700_000_000_000;
const EVERY_MS = 30_000;

let ledger: TemporaryLedger;
beforeEach(async () => {
  ledger = await temporaryLedger();
});
afterEach(() => ledger.remove());

/** Judges one series by all shipped rules, a value each half minute, and says what happened at which minute. */
async function judged(
  metric: string,
  values: readonly number[],
  more: { labels?: Record<string, string>; limits?: DeviceLimits } = {},
): Promise<string[]> {
  const book = openSchemaBook();
  const script = new JournalScript(book).rules(1, defaultRules, T0);
  const { labels = {}, limits } = more;
  const column = { metric, labels, kind: 'gauge' as const, unit: '1', ...(limits && { limits }) };
  const schema: Schema = { probe: 'snmp', target: 'device', intervalMs: EVERY_MS, columns: [column] };
  values.forEach((value, index) => {
    script.frame(schema, T0 + index * EVERY_MS, [value]);
  });
  const judge = await openStreamJudge({ sql: ledger.sql, book, organisationOf: () => 'main' });
  judge.take(script.batch());
  const events = await judge.commit();
  return events.map(({ kind, atMs, alert }) => `${kind} ${alert.rule} @${(atMs - T0) / 60_000}`);
}

function code(metric: string, word: string): number {
  return vocabulary.find(({ name }) => name === metric)?.states?.[word]?.code ?? Number.NaN;
}

/** As many of each word as its number says. */
function states(metric: string, ...words: readonly (readonly [word: string, times: number])[]): number[] {
  return words.flatMap(([word, times]) => Array<number>(times).fill(code(metric, word)));
}

const flat = (value: number, times: number) => Array<number>(times).fill(value);

describe('a machine room', () => {
  const sensor = { labels: { sensor: 'rack 3' } };
  const room = (values: number[]) => judged('room.temperature_celsius', values, sensor);

  test('between 18 and 28 °C is well', async () => {
    for (const celsius of [18, 23, 28]) expect(await room(flat(celsius, 60))).toEqual([]);
  });

  test('that is cold or warm for two minutes is a warning', async () => {
    expect(await room(flat(17.9, 6))).toEqual(['fired room-temperature @2']);
    expect(await room([...flat(24, 30), ...flat(29, 3), ...flat(24, 20)])).toEqual([]);
  });

  test('that warms is told before it is hot', async () => {
    const warming = Array.from({ length: 80 }, (_, index) => 22 + Math.max(0, index - 30) * 0.3);

    const happened = await room(warming);

    expect(happened.map((line) => line.split(' ')[1])).toEqual([
      'room-hot-soon',
      'room-temperature',
      'room-too-hot',
    ]);
  });

  test('whose sensor counts whole degrees and steps by one is not warming', async () => {
    expect(await room([...flat(26, 60), ...flat(27, 60), ...flat(28, 60)])).toEqual([]);
  });

  test('is dry, wet, or burns', async () => {
    expect(await judged('room.humidity_percent', flat(34, 25), sensor)).toEqual(['fired room-humidity @10']);
    expect(await judged('room.water', states('room.water', ['no', 3], ['yes', 1]), sensor)).toEqual([
      'fired room-water @1.5',
    ]);
    expect(await judged('room.smoke', states('room.smoke', ['yes', 1]), sensor)).toEqual([
      'fired room-smoke @0',
    ]);
  });
});

describe('an air conditioner', () => {
  test('that rests in turn is well, one that is off is not', async () => {
    const metric = 'cooling.state';

    expect(await judged(metric, states(metric, ['on', 5], ['standby', 20]))).toEqual([]);
    expect(await judged(metric, states(metric, ['on', 5], ['off', 5]))).toEqual(['fired cooling-off @3.5']);
  });

  test('is judged by its own limit of return air', async () => {
    const metric = 'cooling.return_temperature_celsius';

    expect(await judged(metric, flat(33, 12))).toEqual([]);
    expect(await judged(metric, flat(33, 12), { limits: { high: 30 } })).toEqual([
      'fired cooling-return-hot @5',
    ]);
  });
});

describe('a UPS', () => {
  test('on battery is a warning at once, and critical when too little time is left', async () => {
    const metric = 'ups.on_battery';

    expect(await judged(metric, states(metric, ['no', 2], ['yes', 4]))).toEqual(['fired ups-on-battery @1']);
    expect(await judged('ups.shutdown_margin_minutes', [30, 12, 4, -1, -2, -2])).toEqual([
      'fired ups-shutdown-margin @2',
    ]);
  });

  test.each([
    ['ups.battery_status', 'low', 'ups-battery-low @0'],
    ['ups.battery_status', 'depleted', 'ups-battery-depleted @0'],
    ['ups.battery_status', 'fault', 'ups-battery-fault @1'],
    ['ups.output_source', 'off', 'ups-output-off @0'],
    ['ups.on_bypass', 'yes', 'ups-on-bypass @1'],
    ['ups.contradiction', 'yes', 'ups-contradiction @5'],
  ])('with %s %s is told', async (metric, word, expected) => {
    expect(await judged(metric, states(metric, [word, 12]))).toEqual([`fired ${expected}`]);
  });

  test('carries as much as its own limit says', async () => {
    const line = { labels: { line: '1' } };

    expect(await judged('ups.load_percent', flat(85, 12), line)).toEqual(['fired ups-overload @5']);
    expect(await judged('ups.load_percent', flat(85, 12), { ...line, limits: { high: 90 } })).toEqual([]);
  });
});

describe('parts of a device', () => {
  const part = { labels: { type: 'power', part: 'PSU 1' } };

  test('that fail or warn are told after a minute', async () => {
    const metric = 'hardware.state';

    expect(await judged(metric, states(metric, ['ok', 2], ['critical', 4]), part)).toEqual([
      'fired part-failed @2',
    ]);
    expect(await judged(metric, states(metric, ['warning', 4], ['unknown', 9]), part)).toEqual([
      'fired part-warning @1',
      'resolved part-warning @2',
    ]);
  });

  test('are hot by their own limits', async () => {
    const metric = 'hardware.temperature_celsius';
    const limits = { high: 45, criticalHigh: 50 };

    expect(await judged(metric, flat(70, 12), { labels: { sensor: 'chip' } })).toEqual([]);
    expect(await judged(metric, flat(51, 12), { labels: { sensor: 'inlet' }, limits })).toEqual([
      'fired part-hot @1',
    ]);
  });

  test('a board is busy, a core of a host is not looked at', async () => {
    expect(await judged('cpu.usage_active', flat(95, 12), { labels: { cpu: 'MPU 1/0' } })).toEqual([
      'fired board-cpu-busy @5',
    ]);
    expect(await judged('cpu.usage_active', flat(100, 12), { labels: { cpu: 'cpu3' } })).toEqual([]);
    expect(await judged('cpu.usage_active', flat(95, 12), { labels: { cpu: 'cpu-total' } })).toEqual([
      'fired cpu-busy @5',
    ]);
  });
});

describe('a port', () => {
  const metric = 'net.link_state';
  const uplink = { labels: { interface: 'ge1', alias: 'to core' } };

  test('that never was up says nothing', async () => {
    expect(await judged(metric, states(metric, ['down', 20]), uplink)).toEqual([]);
  });

  test('with a description is told when it changes, one without is not', async () => {
    const lost = states(metric, ['up', 2], ['down', 4]);

    expect(await judged(metric, lost, uplink)).toEqual([
      'fired port-changed @1',
      'resolved port-changed @1.5',
    ]);
    expect(await judged(metric, lost, { labels: { interface: 'ge2', alias: '' } })).toEqual([]);
  });

  test('with fibre-channel errors at every reading is told, one error is not', async () => {
    const port = { labels: { port: '3' } };

    expect(await judged('fibre.crc_errors', [5, 5, 6, 6, 6], port)).toEqual([]);
    expect(await judged('fibre.crc_errors', [5, 6, 7, 8, 9, 10, 11, 12], port)).toEqual([
      'fired fibre-crc @3.5',
    ]);
  });
});

describe('a job', () => {
  const metric = 'job.state';

  test.each([
    ['missing', ['fired job-missing @0']],
    ['late', ['fired job-late @0']],
    ['too_small', ['fired job-too-small @0']],
    ['too_short', ['fired job-too-short @0']],
    ['too_long', ['fired job-too-long @0']],
    ['ok', []],
    ['running', []],
    ['waiting', []],
    ['paused', []],
  ])('that is %s', async (word, expected) => {
    expect(await judged(metric, states(metric, [word, 9]))).toEqual(expected);
  });

  test('that failed is a warning, and critical after an hour', async () => {
    expect(await judged(metric, states(metric, ['failed', 121], ['ok', 1]))).toEqual([
      'fired job-failed @0',
      'severity_changed job-failed @60',
      'resolved job-failed @60.5',
    ]);
  });
});

test.each([
  ['silent', 'device-unreachable @1'],
  ['other_identity', 'device-changed-identity @0'],
  ['wrong_secret', 'device-wrong-secret @0'],
  ['not_understood', 'target-not-understood @5'],
  ['misconfigured', 'target-misconfigured @5'],
  ['bad_certificate', 'target-bad-certificate @5'],
  ['too_slow', 'target-too-slow @5'],
] as const)('a device that is %s is told', async (why, expected) => {
  const value = probeStateCode(why);

  expect(await judged('probe.state', flat(value, 30), { labels: { probe: 'snmp' } })).toEqual([
    `fired ${expected}`,
  ]);
});

test('one that fails now and then, for this reason or that, is told when it goes on for five minutes', async () => {
  const [failed, odd] = [probeStateCode('failed'), probeStateCode('not_understood')];
  const asked = { labels: { probe: 'ldap' } };

  expect(await judged('probe.state', [failed, 0, odd, 0, failed], asked)).toEqual([]);
  expect(await judged('probe.state', [...flat(failed, 6), ...flat(odd, 6)], asked)).toEqual([
    'fired target-not-understood @5',
  ]);
});
