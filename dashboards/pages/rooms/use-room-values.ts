import { signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { LiveSeries } from '#protocol/live.ts';
import type { RoomTarget } from '../../api/rooms.ts';
import type { LiveClient } from '../../live/live-client.ts';
import type { Frames } from '../../state/frames.ts';
import { isStale, noReading, type Reading } from '../../state/reading.ts';
import { useWard } from '../../ui/context.ts';

/** What the page of a room shows of its air and its power. */
const METRICS = [
  'room.temperature_celsius',
  'room.humidity_percent',
  'cooling.state',
  'cooling.supply_temperature_celsius',
  'cooling.return_temperature_celsius',
  'ups.load_percent',
  'ups.runtime_minutes',
  'ups.on_battery',
] as const;
export type RoomMetric = (typeof METRICS)[number];

/** Of several series the one that matters: a room is as hot as its hottest place, a UPS lasts as its shortest. */
const WORST: Readonly<Partial<Record<RoomMetric, (one: number, other: number) => number>>> = {
  'ups.runtime_minutes': Math.min,
};

/** The newest values of a room, changed in place. */
class RoomValues {
  readonly shown = signal({});
  readonly #readings = new Map<string, Map<number, Reading>>();
  readonly #frames: Frames;

  constructor(frames: Frames) {
    this.#frames = frames;
  }

  /** NaN where none came or none came lately. */
  value(target: string, metric: RoomMetric, nowMs: number): number {
    const choose = WORST[metric] ?? Math.max;
    let found = Number.NaN;
    for (const reading of this.#readings.get(`${metric} ${target}`)?.values() ?? []) {
      if (Number.isNaN(reading.value) || isStale(reading, nowMs)) continue;
      found = Number.isNaN(found) ? reading.value : choose(found, reading.value);
    }
    return found;
  }

  /** Whether there ever was a value. */
  has(target: string, metric: RoomMetric): boolean {
    return this.#readings.has(`${metric} ${target}`);
  }

  watch(live: LiveClient, targets: readonly string[]): () => void {
    const byNumber = new Map<number, Reading>();
    const add = (all: readonly LiveSeries[]): void => {
      for (const { target, metric, number, timeMs, value, intervalMs } of all) {
        const key = `${metric} ${target}`;
        const readings = this.#readings.get(key) ?? new Map<number, Reading>();
        this.#readings.set(key, readings);
        const reading = readings.get(number) ?? noReading();
        readings.set(number, reading);
        byNumber.set(number, reading);
        reading.intervalMs = intervalMs;
        if (timeMs === null) continue;
        reading.timeMs = timeMs;
        reading.value = value ?? Number.NaN;
      }
      this.#frames.next(this.#publish);
    };
    return live.subscribe(
      { metrics: [...METRICS], targets: [...targets] },
      {
        snapshot: (all) => {
          byNumber.clear();
          this.#readings.clear();
          add(all);
        },
        added: add,
        values: (timesMs, values, numbers) => {
          for (let at = 0; at < numbers.length; at++) {
            const reading = byNumber.get(numbers[at]);
            if (!reading) continue;
            reading.timeMs = timesMs[at];
            reading.value = values[at];
          }
          this.#frames.next(this.#publish);
        },
      },
    );
  }

  readonly #publish = (): void => {
    this.shown.value = {};
  };
}

/** A wrapping that is new after each change, so that whoever shows it renders again. */
export interface ShownValues {
  /** NaN where none came lately. */
  of(target: string, metric: RoomMetric): number;
  has(target: string, metric: RoomMetric): boolean;
}

/** Values of what tells of air and power, and of nothing else. */
export function useRoomValues(targets: readonly RoomTarget[]): ShownValues {
  const { live, frames, clock } = useWard();
  const values = useMemo(() => new RoomValues(frames), []);
  const wanted = targets.map(({ id }) => id).join(' ');
  useEffect(() => (wanted === '' ? undefined : values.watch(live, wanted.split(' '))), [wanted]);
  const now = values.shown.value;
  // Judged once in some seconds: to be silent takes longer than that.
  const nowMs = Math.floor(clock.knownMs.value / 5_000) * 5_000;
  return useMemo(
    () => ({
      of: (target, metric) => values.value(target, metric, nowMs),
      has: (target, metric) => values.has(target, metric),
    }),
    [now, nowMs],
  );
}
