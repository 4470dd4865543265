import { describe, expect, it } from 'vitest';
import { Rule } from '#protocol/rule.ts';
import { createTimes } from '../words/time.ts';
import { align, ratesOf, valueAt } from './align.ts';
import { limitsFor } from './limits.ts';
import { chooseStep } from './step.ts';
import { tickForm, tickStep, timeTicks } from './time-ticks.ts';
import { valueRange, valueSteps } from './value-range.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('lines on common times', () => {
  it('keeps series that share times as they are', () => {
    const timesMs = [0, 10, 20];
    const a = { timesMs, values: [1, 2, 3], gapMs: 25 };
    const b = { timesMs, values: [4, Number.NaN, 6], gapMs: 25 };

    expect(align([a, b])).toEqual([
      [0, 10, 20],
      [1, 2, 3],
      [4, null, 6],
    ]);
  });

  it('interrupts a line where points are missing, and only there', () => {
    const holed = { timesMs: [0, 10, 60, 70], values: [1, 1, 2, 2], gapMs: 25 };
    const whole = { timesMs: [0, 10, 20, 30, 40, 50, 60, 70], values: [5, 5, 5, 5, 5, 5, 5, 5], gapMs: 25 };

    const [times, first, second] = align([holed, whole]);

    expect(times).toEqual([0, 10, 11, 20, 30, 40, 50, 60, 70]);
    expect(first).toEqual([1, 1, null, null, null, null, null, 2, 2]);
    expect(second).toEqual([5, 5, undefined, 5, 5, 5, 5, 5, 5]);
  });

  it('makes a place for the gap of a lone line', () => {
    const [times, cells] = align([{ timesMs: [0, 100], values: [1, 2], gapMs: 25 }]);

    expect(times).toEqual([0, 1, 100]);
    expect(cells).toEqual([1, null, 2]);
  });

  it('reads the newest value of a line at any row, and none in a gap', () => {
    expect(valueAt([1, undefined, undefined], 2)).toBe(1);
    expect(valueAt([1, null, undefined], 2)).toBeUndefined();
    expect(valueAt([undefined], 0)).toBeUndefined();
    expect(valueAt([1, 2], 9)).toBe(2);
  });

  it('turns a counter into rates, with gaps at resets and at missing readings', () => {
    const counter = {
      timesMs: [0, 1_000, 2_000, 3_000, 9_000, 10_000],
      values: [0, 10, 5, 7, 9, 19],
      gapMs: 2_500,
    };

    const { timesMs, values } = ratesOf(counter);

    expect(timesMs).toEqual([1_000, 2_000, 3_000, 9_000, 10_000]);
    expect(values).toEqual([10, Number.NaN, 2, Number.NaN, 10]);
  });
});

describe('the step of a query', () => {
  it('asks for samples as they are while they fit, and for bins after', () => {
    expect(chooseStep(15 * MINUTE, 10_000)).toBe(0);
    expect(chooseStep(HOUR, 10_000)).toBe(0);
    expect(chooseStep(DAY, 10_000)).toBe(5 * MINUTE);
    expect(chooseStep(7 * DAY, 10_000)).toBe(15 * MINUTE);
    expect(chooseStep(HOUR, 1_000)).toBe(10_000);
  });

  it('is never finer than the data', () => {
    expect(chooseStep(90 * DAY, HOUR * 2)).toBeGreaterThanOrEqual(2 * HOUR);
  });

  it('keeps even years to a bounded number of points', () => {
    expect((2 * 365 * DAY) / chooseStep(2 * 365 * DAY, 10_000)).toBeLessThan(800);
  });
});

describe('ticks of the time axis', () => {
  it('stand at round times of the zone', () => {
    const { zoneOffsetMs } = createTimes('en', 'Asia/Kolkata');
    const from = Date.UTC(2026, 7, 4, 3, 7);

    const ticks = timeTicks(from, from + 6 * HOUR, HOUR, zoneOffsetMs);

    expect(new Date(ticks[0]).toISOString()).toBe('2026-08-04T03:30:00.000Z');
    expect(ticks).toHaveLength(6);
  });

  it('keep to midnight over a change of the clocks', () => {
    const { zoneOffsetMs } = createTimes('en', 'Europe/Berlin');
    const from = Date.UTC(2026, 2, 27, 12);

    const ticks = timeTicks(from, from + 4 * DAY, DAY, zoneOffsetMs);

    expect(ticks.map((tick) => new Date(tick).toISOString().slice(5, 16))).toEqual([
      '03-27T23:00',
      '03-28T23:00',
      '03-29T22:00',
      '03-30T22:00',
    ]);
  });

  it('write a date at midnight and a time elsewhere', () => {
    const { zoneOffsetMs } = createTimes('en', 'Asia/Shanghai');
    const midnight = Date.UTC(2026, 7, 4, 16);

    expect(tickForm(midnight, 3 * HOUR, zoneOffsetMs)).toBe('day');
    expect(tickForm(midnight + 3 * HOUR, 3 * HOUR, zoneOffsetMs)).toBe('minute');
    expect(tickForm(midnight, MINUTE, zoneOffsetMs)).toBe('minute');
    expect(tickForm(midnight, 15_000, zoneOffsetMs)).toBe('second');
    expect(tickStep(0, HOUR, 6)).toBe(10 * MINUTE);
  });
});

describe('the value axis', () => {
  it('shows shares from 0 to 100 and amounts from zero', () => {
    expect(valueRange({ low: 40, high: 60, unit: '%', limits: [80] })).toEqual({ low: 0, high: 100 });
    expect(valueRange({ low: 5, high: 100, unit: 'B/s', limits: [] }).low).toBe(0);
    expect(valueRange({ low: null, high: null, unit: '1', limits: [] }).high).toBeGreaterThan(0);
    expect(valueRange({ low: 0, high: 0, unit: '1', limits: [] }).high).toBeGreaterThan(0);
  });

  it('steps by the clock where values are times, in the unit that they have', () => {
    const day = 86_400;
    expect(valueSteps('s')).toEqual(expect.arrayContaining([0.05, 30, 600, 21_600, day, 100 * day]));
    expect(valueSteps('s')).not.toContain(1_000);
    expect(valueSteps('ms')).toEqual(expect.arrayContaining([1, 30_000]));
    expect(valueSteps('min')).toEqual(expect.arrayContaining([0.5, 15, 60]));
    expect(valueSteps('s')).toEqual(valueSteps('s')?.toSorted((one, other) => one - other));
  });

  it('keeps a threshold in sight that is near, and lets a far one go', () => {
    expect(valueRange({ low: 0, high: 10, unit: '1', limits: [12] }).high).toBeGreaterThan(12);
    expect(valueRange({ low: 0, high: 10, unit: '1', limits: [900] }).high).toBeLessThan(20);
    expect(valueRange({ low: 45, high: 50, unit: '°C', limits: [] }).low).toBeGreaterThan(40);
  });
});

describe('thresholds in a chart', () => {
  const rule = Rule.parse({
    id: 'disk',
    name: { 'zh-CN': '磁盘', en: 'disk' },
    reason: { 'zh-CN': '', en: '' },
    severity: 'warning',
    watch: {
      metric: 'disk.used_percent',
      labels: { path: '/data*' },
      notLabels: { fstype: 'tmpfs' },
    },
    condition: { kind: 'above', threshold: 80 },
  });
  const shown = (path: string, fstype = 'xfs') => ({
    target: 't',
    organisation: 'o',
    metric: 'disk.used_percent',
    labels: { path, fstype },
  });

  it('come from the rules that watch one of the series', () => {
    expect(limitsFor([rule], [shown('/'), shown('/data2')])).toEqual([
      { value: 80, severity: 'warning', metric: 'disk.used_percent' },
    ]);
    expect(limitsFor([rule], [shown('/')])).toEqual([]);
    expect(limitsFor([rule], [shown('/data', 'tmpfs')])).toEqual([]);
    expect(limitsFor([{ ...rule, enabled: false }], [shown('/data')])).toEqual([]);
    expect(limitsFor([{ ...rule, organisation: 'other' }], [shown('/data')])).toEqual([]);
  });

  it('are two for a range and one for equal rules', () => {
    const outside: Rule = { ...rule, condition: { kind: 'outside', low: 10, high: 35 } };

    expect(limitsFor([outside, outside], [shown('/data')]).map(({ value }) => value)).toEqual([10, 35]);
  });

  it('are drawn for every severity, as they are here, and not where the page cannot know', () => {
    const graver: Rule = { ...rule, tiers: [{ severity: 'critical', threshold: 90 }] };
    const { target, organisation } = shown('/data');
    const at = (level: 'organisation' | 'target' | 'group', values: object) => ({
      rule: rule.id,
      level,
      organisation,
      subject: level === 'target' ? target : level === 'group' ? 'group-a' : '',
      labels: {},
      values,
      reason: '',
    });
    const values = (...others: ReturnType<typeof at>[]) =>
      limitsFor([graver], [shown('/data')], others).map(({ value, severity }) => `${severity} ${value}`);

    expect(values()).toEqual(['warning 80', 'critical 90']);
    const everywhere = at('organisation', { threshold: 85 });
    expect(values(everywhere)).toEqual(['warning 85', 'critical 90']);
    expect(
      values(everywhere, at('target', { threshold: 87, tiers: [{ severity: 'critical', threshold: 95 }] })),
    ).toEqual(['warning 87', 'critical 95']);
    expect(values(at('target', { enabled: false }))).toEqual([]);
    expect(values(at('group', { threshold: 70 }))).toEqual([]);
    const ofGroup: Rule = { ...rule, watch: { ...rule.watch, groups: ['group-a'] } };
    expect(limitsFor([ofGroup], [shown('/data')])).toEqual([]);
  });
});
