import { describe, expect, it } from 'vitest';
import { parseRange, spanOf } from '../../charts/range.ts';
import { en } from '../../words/en.ts';
import { zhCN } from '../../words/zh-cn.ts';
import { forecastFull } from './fill-forecast.ts';
import { History } from './history.ts';
import { MACHINE_METRICS, PANELS } from './panels.ts';

const DAY = 86_400_000;
const raw = { isRate: false, stepMs: 0, keepAfterMs: null };

describe('the range in the address', () => {
  const range = (query: string) => parseRange(new URLSearchParams(query));

  it('is the last quarter of an hour unless it says otherwise', () => {
    expect(range('')).toEqual({ kind: 'last', span: '15m' });
    expect(range('last=7d')).toEqual({ kind: 'last', span: '7d' });
    expect(range('last=nonsense')).toEqual({ kind: 'last', span: '15m' });
  });

  it('is a fixed span when both ends are there and in order', () => {
    expect(range('last=24h&from=1000&to=900000')).toEqual({ kind: 'fixed', fromMs: 1_000, toMs: 900_000 });
    expect(range('last=24h&from=900000&to=1000')).toEqual({ kind: 'last', span: '24h' });
    expect(range('from=x&to=y').kind).toBe('last');
  });

  it('moves with the clock', () => {
    expect(spanOf({ kind: 'last', span: '15m' }, DAY)).toEqual({ fromMs: DAY - 900_000, toMs: DAY });
  });
});

describe('the history of a series', () => {
  it('goes on with live values and forgets what has left the range', () => {
    const history = new History();
    history.replace([0, 10_000, 20_000], [1, 2, null], raw);

    history.append(30_000, 4, 10_000);
    history.append(30_000, 5, 10_000);

    expect(history.line(10_000, false, 1)).toMatchObject({
      timesMs: [10_000, 20_000, 30_000],
      values: [2, Number.NaN, 4],
      gapMs: 25_000,
    });
  });

  it('keeps live values that came while the history was being read', () => {
    const history = new History();
    history.append(20_000, 3, 0);
    history.append(30_000, 4, 0);

    history.replace([0, 10_000, 20_000], [1, 2, 3], { ...raw, keepAfterMs: 20_000 });

    expect(history.line(10_000, false, 1).timesMs).toEqual([0, 10_000, 20_000, 30_000]);
  });

  it('turns totals into rates, and leaves alone what already is one', () => {
    const history = new History();
    history.replace([0, 10_000], [100, 200], raw);
    expect(history.line(10_000, true, 8).values).toEqual([80]);

    history.replace([0, 10_000], [100, 200], { ...raw, isRate: true, stepMs: 10_000 });
    expect(history.line(10_000, true, 1).values).toEqual([100, 200]);
  });

  it('takes missing bins of a long range for a gap', () => {
    const history = new History();
    history.replace([0, 60_000], [1, 1], { ...raw, stepMs: 60_000 });

    expect(history.line(10_000, false, 1).gapMs).toBe(90_000);
  });
});

describe('when a disk is full', () => {
  const times = Array.from({ length: 96 }, (_, at) => at * 900_000);

  it('is told for one that grows', () => {
    const forecast = forecastFull(
      times,
      times.map((at) => 80 + (at / DAY) * 5),
    );

    expect(forecast.kind).toBe('full');
    expect(forecast.kind === 'full' && forecast.inMs / DAY).toBeCloseTo(3, 1);
  });

  it('is not told for one that shrinks, stands still, or grows over years', () => {
    expect(
      forecastFull(
        times,
        times.map(() => 50),
      ).kind,
    ).toBe('steady');
    expect(
      forecastFull(
        times,
        times.map((at) => 50 - at / DAY),
      ).kind,
    ).toBe('steady');
    expect(
      forecastFull(
        times,
        times.map((at) => 50 + at / DAY / 100),
      ).kind,
    ).toBe('steady');
  });

  it('is not guessed from a short past or from holes', () => {
    expect(forecastFull([0, 1_000], [1, 2]).kind).toBe('unknown');
    expect(forecastFull([], []).kind).toBe('unknown');
    expect(
      forecastFull(
        times,
        times.map(() => null),
      ).kind,
    ).toBe('unknown');
  });
});

it('has a title in every language for each chart and a word for each of its metrics', () => {
  for (const words of [zhCN, en]) {
    for (const { id, metrics } of PANELS) {
      expect(words.machine.panels).toHaveProperty([id]);
      if (metrics.length > 1)
        for (const { metric } of metrics) expect(words.metrics).toHaveProperty([metric]);
    }
  }
  expect(MACHINE_METRICS.length).toBeLessThanOrEqual(200);
});
