import type { LiveSelection } from '#protocol/live.ts';
import type { LiveReading } from './use-readings.ts';

/** Figures of one place, in the order in which they stand. */
export const SENSORS = ['room.temperature_celsius', 'room.humidity_percent'];
export const UPS = ['ups.output_source', 'ups.runtime_minutes', 'ups.charge_percent', 'ups.load_percent'];
export const COOLING = [
  'cooling.state',
  'cooling.return_temperature_celsius',
  'cooling.return_humidity_percent',
];
export const ROOM_SELECT: LiveSelection = { metrics: [...SENSORS, ...UPS, ...COOLING] };

/** A sensor, a UPS or an air conditioner with its figures. */
export interface RoomPlace {
  key: string;
  target: string;
  labels: Readonly<Record<string, string>>;
  readings: LiveReading[];
}

/**
 * The places that tell any of these figures; of several values of one (the phases of a UPS) the largest stands there,
 * of what shall be much the smallest. Warmest sensors first, UPS with the shortest time first.
 */
export function places(
  readings: readonly LiveReading[] | undefined,
  metrics: readonly string[],
): RoomPlace[] {
  const found = new Map<string, RoomPlace>();
  const isSensor = metrics === SENSORS;
  for (const reading of readings ?? []) {
    if (!metrics.includes(reading.metric) || Number.isNaN(reading.value)) continue;
    const labels = isSensor ? withoutHost(reading.labels) : {};
    const key = `${reading.target} ${JSON.stringify(labels)}`;
    const place = found.get(key) ?? { key, target: reading.target, labels, readings: [] };
    found.set(key, place);
    const at = place.readings.findIndex(({ metric }) => metric === reading.metric);
    if (at < 0) place.readings.push(reading);
    else if (isWorse(reading, place.readings[at])) place.readings[at] = reading;
  }
  for (const place of found.values())
    place.readings.sort((one, other) => metrics.indexOf(one.metric) - metrics.indexOf(other.metric));
  const first = isSensor ? SENSORS[0] : metrics[1];
  const sign = metrics === UPS ? 1 : -1;
  return [...found.values()].sort(
    (one, other) =>
      sign * (figureOf(one, first) - figureOf(other, first)) || (one.target < other.target ? -1 : 1),
  );
}

function figureOf({ readings }: RoomPlace, metric: string): number {
  return readings.find((reading) => reading.metric === metric)?.value ?? 0;
}

function isWorse(one: LiveReading, other: LiveReading): boolean {
  const isMuchGood = one.metric === 'ups.runtime_minutes' || one.metric === 'ups.charge_percent';
  return isMuchGood ? one.value < other.value : one.value > other.value;
}

function withoutHost({ host: _host, ...labels }: Readonly<Record<string, string>>): Record<string, string> {
  return labels;
}
