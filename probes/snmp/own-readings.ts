import { deviceMetrics } from '#protocol/vocabulary/network.ts';
import { columnOf } from '../metrics.ts';
import type { Reading } from '../probe.ts';
import type { Uptime } from './uptime.ts';

/** What every device tells, whatever its profile. Columns stay the same objects. */
export function ownReadings(): (uptime: Uptime | undefined) => Reading[] {
  const column = (name: string) => columnOf(deviceMetrics.find((each) => each.name === name) as never);
  const seconds = column('device.uptime_seconds');
  const restarts = column('device.restarts');
  return (uptime) =>
    uptime === undefined
      ? []
      : [
          { column: seconds, value: uptime.seconds },
          { column: restarts, value: uptime.restarts },
        ];
}
