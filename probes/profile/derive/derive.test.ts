import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DeviceLimits } from '#protocol/device-limits.ts';
import { columnOf } from '../../metrics.ts';
import type { Reading } from '../../probe.ts';
import { createDerivation, type Derived } from './derive.ts';
import { codeOf, definitionOf, wordOf } from './known-readings.ts';

/** A reading of the vocabulary; the word of a state stands for its number. */
function given(
  metric: string,
  value: number | string,
  labels: string[] = [],
  limits?: DeviceLimits,
): Reading {
  const column = { ...columnOf(definitionOf(metric), labels), ...(limits && { limits }) };
  return { column, value: typeof value === 'string' ? codeOf(metric, value) : value };
}

/** Readings without labels, by the field of the subject `ups`. */
function ups(fields: Record<string, number | string>): Reading[] {
  return Object.entries(fields).map(([field, value]) => given(`ups.${field}`, value));
}

function told(derived: Derived): Record<string, number | string> {
  return Object.fromEntries(
    derived.readings.map(({ column, value }) => [
      [column.metric, ...Object.values(column.labels)].join(' '),
      wordOf(column.metric, value) ?? value,
    ]),
  );
}

const options = { redundant: ['power', 'fan'], shutdownMinutes: 10 };
const alarm = (name: string) => given('device.alarm', 'yes', [name]);

/** What is derived when the same stands in so many collections. */
function collected(collections: number, readings: readonly Reading[]): Derived {
  const derive = createDerivation(options);
  let derived = derive(readings);
  for (let index = 1; index < collections; index++) derived = derive(readings);
  return derived;
}

describe('a UPS', () => {
  it.each([
    ['normal', 'no', 'no'],
    ['battery', 'yes', 'no'],
    ['bypass', 'no', 'yes'],
    ['off', 'no', 'no'],
    ['boost', 'no', 'no'],
    ['standby', 'no', 'no'],
  ])('whose output is %s runs on battery: %s, on bypass: %s', (source, onBattery, onBypass) => {
    expect(told(collected(1, ups({ output_source: source })))).toEqual({
      'ups.on_battery': onBattery,
      'ups.on_bypass': onBypass,
      'ups.contradiction': 'no',
    });
  });

  it('is known by its time on battery where the output is not told', () => {
    expect(told(collected(1, ups({ seconds_on_battery: 30 })))).toEqual({ 'ups.on_battery': 'yes' });
    expect(told(collected(1, ups({ seconds_on_battery: 0 })))).toEqual({ 'ups.on_battery': 'no' });
    expect(told(collected(1, ups({ output_source: 'other', seconds_on_battery: 30 })))).toMatchObject({
      'ups.on_battery': 'yes',
    });
  });

  it('has so many minutes to spare', () => {
    expect(told(collected(1, ups({ runtime_minutes: 25 })))).toEqual({ 'ups.shutdown_margin_minutes': 15 });
    expect(told(collected(1, ups({ runtime_minutes: 4, output_source: 'battery' })))).toMatchObject({
      'ups.shutdown_margin_minutes': -6,
    });
    expect(told(collected(1, ups({ runtime_minutes: 0, output_source: 'battery' })))).toMatchObject({
      'ups.shutdown_margin_minutes': -10,
    });
  });

  it('nothing is derived of a device that is none, or of values that were not read', () => {
    expect(told(collected(1, [given('hardware.state', 'ok', ['board', '1'])]))).toEqual({});
    expect(told(collected(1, ups({ output_source: Number.NaN, runtime_minutes: Number.NaN })))).toEqual({});
  });
});

describe('a UPS contradicts itself', () => {
  const well = {
    output_source: 'normal',
    battery_status: 'normal',
    charge_percent: 100,
    runtime_minutes: 40,
  };

  it.each<[string, Reading[], RegExp]>([
    ['left from an outage', ups({ ...well, seconds_on_battery: 125 }), /normal .* on battery for 125 s/],
    ['normal and alarming', [...ups(well), alarm('On battery')], /normal while the alarm "On battery"/],
    ['normal and bypassed', [...ups(well), alarm('on bypass')], /normal while the alarm "on bypass"/],
    ['full and depleted', ups({ ...well, battery_status: 'depleted' }), /depleted with a charge of 100 %/],
    ['empty and normal', ups({ ...well, charge_percent: 0 }), /normal with a charge of 0 %/],
    [
      'off and loaded',
      [...ups({ ...well, output_source: 'off' }), given('ups.load_percent', 40, ['1'])],
      /no output, and it carries a load of 40 %/,
    ],
  ])('%s: after three collections, with the reason', (_name, readings, reason) => {
    expect(told(collected(2, readings))).toMatchObject({ 'ups.contradiction': 'no' });

    const derived = collected(3, readings);

    expect(told(derived)).toMatchObject({ 'ups.contradiction': 'yes' });
    expect(derived.skipped.map(({ why }) => why).join('\n')).toMatch(reason);
  });

  it('is forgotten with the first collection without it, and counts anew', () => {
    const derive = createDerivation(options);
    const stale = ups({ ...well, seconds_on_battery: 125 });
    const contradicts = (readings: Reading[]) => told(derive(readings))['ups.contradiction'];

    expect([stale, stale, ups(well), stale, stale].map(contradicts)).toEqual(['no', 'no', 'no', 'no', 'no']);
    expect(contradicts(stale)).toBe('yes');
    expect(contradicts(ups(well))).toBe('no');
  });

  it('also while the stale time goes on counting', () => {
    const derive = createDerivation(options);
    const at = (seconds: number) => told(derive(ups({ ...well, seconds_on_battery: seconds })));

    expect([60, 120, 180].map((seconds) => at(seconds)['ups.contradiction'])).toEqual(['no', 'no', 'yes']);
  });

  it('not when its card makes no estimate; that is no margin either', () => {
    const derived = collected(5, ups({ ...well, runtime_minutes: 0 }));

    expect(told(derived)).not.toHaveProperty('ups.shutdown_margin_minutes');
    expect(derived.skipped).toEqual([
      {
        what: 'ups.shutdown_margin_minutes',
        why: 'the card makes no estimate: 0 on mains, with a charged battery',
      },
    ]);
  });

  it.each<[string, Reading[]]>([
    ['mains with a full battery', [...ups(well), given('ups.load_percent', 0, ['1'])]],
    [
      'an outage',
      ups({ output_source: 'battery', battery_status: 'low', seconds_on_battery: 300, charge_percent: 1 }),
    ],
    ['an alarm about something else', [...ups(well), alarm('Fan failure'), alarm('Battery replacement due')]],
    ['on battery with its alarm', [...ups({ ...well, output_source: 'battery' }), alarm('On battery')]],
    ['no time left in an outage', ups({ ...well, output_source: 'battery', runtime_minutes: 0 })],
    ['an aged battery, empty and low', ups({ ...well, battery_status: 'low', charge_percent: 0 })],
  ])('not with %s', (_name, readings) => {
    expect(told(collected(5, readings))).toMatchObject({ 'ups.contradiction': 'no' });
  });
});

describe('redundancy', () => {
  const parts = (type: string, ...words: string[]) =>
    words.map((word, index) => given('hardware.state', word, [type, `${type} ${index}`]));

  it.each([
    [['ok', 'ok'], 'no'],
    [['ok', 'critical'], 'yes'],
    [['critical', 'critical'], 'yes'],
    [['ok', 'ok', 'critical'], 'no'],
    [['ok', 'critical', 'critical'], 'yes'],
    [['ok', 'warning'], 'no'],
    [['unknown', 'unknown'], 'no'],
    [['ok', 'unknown'], 'no'],
    [['unknown', 'critical'], 'yes'],
  ])('of supplies that are %j is lost: %s', (words, expected) => {
    expect(told(collected(1, parts('power', ...words)))).toEqual({
      'hardware.redundancy_lost power': expected,
    });
  });

  it('is asked of each kind for itself, and not of kinds that stand alone by nature', () => {
    const readings = [
      ...parts('power', 'ok', 'critical'),
      ...parts('fan', 'ok', 'ok'),
      ...parts('disk', 'critical', 'critical'),
    ];

    expect(told(collected(1, readings))).toEqual({
      'hardware.redundancy_lost power': 'yes',
      'hardware.redundancy_lost fan': 'no',
    });
  });

  it('of a single part there is none to lose', () => {
    expect(told(collected(1, parts('power', 'critical')))).toEqual({});
  });

  it('is lost exactly when something failed and at most one works', () => {
    const word = fc.constantFrom('ok', 'warning', 'critical', 'unknown');
    fc.assert(
      fc.property(fc.array(word, { minLength: 2, maxLength: 6 }), (words) => {
        const working = words.filter((each) => each === 'ok' || each === 'warning').length;
        const expected = words.includes('critical') && working < 2 ? 'yes' : 'no';

        expect(told(collected(1, parts('fan', ...words)))['hardware.redundancy_lost fan']).toBe(expected);
      }),
    );
  });
});

describe('light', () => {
  const port = (name: string, link: string) => given('net.link_state', link, [name, '']);

  it('has a margin above the limit of the module, else above what most can read', () => {
    const readings = [
      port('xge1', 'up'),
      given('optic.rx_dbm', -9.5, ['xge1'], { low: -14.4 }),
      port('xge2', 'up'),
      given('optic.rx_dbm', -26.25, ['xge2']),
      port('xge3', 'up'),
      given('optic.rx_dbm', -9.5, ['xge3'], { high: 0.5, criticalLow: -18 }),
    ];

    expect(told(collected(1, readings))).toEqual({
      'optic.rx_margin_db xge1': 4.9,
      'optic.rx_margin_db xge2': -1.25,
      'optic.rx_margin_db xge3': 8.5,
    });
  });

  it('has none where nothing is connected', () => {
    const readings = [
      port('xge1', 'down'),
      given('optic.rx_dbm', -40, ['xge1']),
      port('xge2', 'disabled'),
      given('optic.rx_dbm', -7, ['xge2']),
      given('optic.rx_dbm', -36.9, ['unknown port']),
    ];

    expect(told(collected(1, readings))).toEqual({
      'optic.rx_margin_db xge1': Number.NaN,
      'optic.rx_margin_db xge2': Number.NaN,
      'optic.rx_margin_db unknown port': Number.NaN,
    });
  });
});

it('columns stay the same objects from one collection to the next', () => {
  const derive = createDerivation(options);
  const readings = ups({ output_source: 'normal', runtime_minutes: 20 });

  const columns = derive(readings).readings.map(({ column }) => column);

  expect(columns).toHaveLength(4);
  for (const [index, { column }] of derive(readings).readings.entries()) expect(column).toBe(columns[index]);
});
