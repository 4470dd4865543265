import type { Stat } from '#collector/health/metrics.ts';
import type { PushCounts } from './series-push/series-desk.ts';

const HELP: Record<keyof PushCounts, string> = {
  requests: 'requests of pushing programs',
  samples: 'samples and data points of pushing programs that were taken',
  refused: 'samples and data points of pushing programs that can never be taken',
  staleMarkers: 'ends of series that pushing programs told',
  passedOver: 'exemplars and native histograms that were passed over',
  malformed: 'requests of pushing programs that could not be read',
};

/** What the doors for pushing programs have counted, for `/metrics`. */
export function pushStats(doors: Readonly<Record<string, Readonly<PushCounts>>>): Stat[] {
  return Object.entries(HELP).flatMap(([count, help]) =>
    Object.entries(doors).map(
      ([door, counts]): Stat => ({
        name: `ward_push_${count.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}_total`,
        help,
        kind: 'counter',
        value: counts[count as keyof PushCounts],
        labels: { door },
      }),
    ),
  );
}
