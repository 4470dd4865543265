import { useEffect, useMemo, useState } from 'preact/hooks';
import type { LiveSeries } from '#protocol/live.ts';
import { useWard } from '../../ui/context.ts';
import { ROOM_METRICS, type RoomSeries } from './room-figures.ts';

/** The newest values of what is measured in machine rooms, watched as long as they are shown. */
export function useRoomSeries(): { series: readonly RoomSeries[]; known: boolean } {
  const { live, frames } = useWard();
  const kept = useMemo(() => new Map<number, RoomSeries>(), []);
  const [shown, setShown] = useState<{ series: readonly RoomSeries[]; known: boolean }>({
    series: [],
    known: false,
  });
  useEffect(() => {
    const renew = (): void => setShown({ series: [...kept.values()], known: true });
    const add = (series: readonly LiveSeries[]): void => {
      for (const { number, target, metric, unit, intervalMs, timeMs, value } of series)
        kept.set(number, {
          target,
          metric,
          unit,
          intervalMs,
          timeMs: timeMs ?? Number.NaN,
          value: value ?? Number.NaN,
        });
      frames.next(renew);
    };
    return live.subscribe(
      { metrics: [...ROOM_METRICS] },
      {
        snapshot(series) {
          kept.clear();
          add(series);
        },
        added: add,
        values(timesMs, values, numbers) {
          for (let at = 0; at < numbers.length; at++) {
            const known = kept.get(numbers[at]);
            if (known) Object.assign(known, { timeMs: timesMs[at], value: values[at] });
          }
          frames.next(renew);
        },
      },
    );
  }, [live, frames, kept]);
  return shown;
}
