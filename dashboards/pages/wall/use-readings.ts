import { useEffect, useState } from 'preact/hooks';
import type { DeviceLimits } from '#protocol/device-limits.ts';
import type { LiveSelection, LiveSeries } from '#protocol/live.ts';
import type { LiveClient } from '../../live/live-client.ts';
import { useWard } from '../../ui/context.ts';
import { limitOf, type TileSource } from './staleness.ts';

/** The newest value of a series. */
export interface LiveReading {
  target: string;
  metric: string;
  labels: Readonly<Record<string, string>>;
  unit: string;
  limits: DeviceLimits | undefined;
  intervalMs: number;
  timeMs: number;
  value: number;
}

/** However fast values come, the wall is drawn anew this often. */
const DRAW_EVERY_MS = 1_000;

/** The newest values of a selection as long as the page shows them; undefined before the first. `select` must stay the same object. */
export function useReadings(select: LiveSelection): readonly LiveReading[] | undefined {
  const { live } = useWard();
  const [readings, setReadings] = useState<readonly LiveReading[]>();
  useEffect(() => watchReadings(live, select, setReadings), [live, select]);
  return readings;
}

/** How fresh the newest of some readings is; without any there is nothing to be old. */
export function sourceOf(readings: readonly LiveReading[] | undefined, nowMs: number): TileSource {
  if (!readings) return { newestMs: null, limitMs: 0 };
  let newest: TileSource = { newestMs: nowMs, limitMs: Number.POSITIVE_INFINITY };
  let leftMs = Number.NEGATIVE_INFINITY;
  for (const { timeMs, intervalMs } of readings) {
    const left = limitOf(intervalMs) - (nowMs - timeMs);
    if (left <= leftMs) continue;
    leftMs = left;
    newest = { newestMs: timeMs, limitMs: limitOf(intervalMs) };
  }
  return newest;
}

/** True when a value is overdue. */
export function isOld({ timeMs, intervalMs }: LiveReading, nowMs: number): boolean {
  return nowMs - timeMs > limitOf(intervalMs);
}

function watchReadings(
  live: LiveClient,
  select: LiveSelection,
  take: (readings: readonly LiveReading[]) => void,
): () => void {
  const byNumber = new Map<number, LiveReading>();
  let isChanged = false;

  function add(series: readonly LiveSeries[]): void {
    for (const { number, target, metric, labels, unit, limits, intervalMs, timeMs, value } of series) {
      byNumber.set(number, {
        target,
        metric,
        labels,
        unit,
        limits,
        intervalMs,
        timeMs: timeMs ?? Number.NaN,
        value: value ?? Number.NaN,
      });
    }
    isChanged = true;
  }
  function draw(): void {
    if (!isChanged) return;
    isChanged = false;
    take([...byNumber.values()].filter(({ timeMs }) => !Number.isNaN(timeMs)));
  }

  const end = live.subscribe(select, {
    snapshot(series) {
      byNumber.clear();
      add(series);
      draw();
    },
    added: add,
    values(timesMs, values, numbers) {
      for (let at = 0; at < numbers.length; at++) {
        const reading = byNumber.get(numbers[at]);
        if (!reading) continue;
        reading.timeMs = timesMs[at];
        reading.value = values[at];
        isChanged = true;
      }
    },
  });
  const timer = setInterval(draw, DRAW_EVERY_MS);
  return () => {
    clearInterval(timer);
    end();
    byNumber.clear();
  };
}
