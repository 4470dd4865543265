import type { LiveSeries } from '#protocol/live.ts';
import { isStale } from '../../state/reading.ts';

/** The few figures by which a machine room is judged at a glance. */
export const ROOM_METRICS = [
  'room.temperature_celsius',
  'room.humidity_percent',
  'cooling.return_temperature_celsius',
  'cooling.return_humidity_percent',
  'cooling.state',
  'ups.runtime_minutes',
  'ups.load_percent',
  'ups.output_source',
] as const;

/** One series of them with its newest value. */
export type RoomSeries = Pick<LiveSeries, 'target' | 'metric' | 'unit' | 'intervalMs'> & {
  timeMs: number;
  value: number;
};

/** The worst of one figure in a room. */
export interface RoomFigure {
  target: string;
  metric: string;
  unit: string;
  value: number;
  timeMs: number;
  /** Its next value is overdue. */
  old: boolean;
}

/** A machine room at a glance; undefined where nothing measures it. */
export interface RoomGlance {
  room: string;
  organisation: string;
  temperature: RoomFigure | undefined;
  humidity: RoomFigure | undefined;
  minutes: RoomFigure | undefined;
  load: RoomFigure | undefined;
  /** By what the outputs are fed: one each UPS. */
  sources: RoomFigure[];
  /** One each air conditioner. */
  coolers: RoomFigure[];
}

/** A room is known by its name within its organisation. */
export type RoomPlace = Pick<RoomGlance, 'room' | 'organisation'>;

/** The worst of each figure by room; rooms by name. `placeOf`: undefined for targets that nobody sees. */
export function roomGlances(
  series: Iterable<RoomSeries>,
  placeOf: (target: string) => RoomPlace | undefined,
  nowMs: number,
): RoomGlance[] {
  const rooms = new Map<string, RoomPlace & { figures: RoomFigure[] }>();
  for (const { target, metric, unit, value, timeMs, intervalMs } of series) {
    const place = placeOf(target);
    if (place === undefined || Number.isNaN(value)) continue;
    const figure = {
      target,
      metric,
      unit,
      value,
      timeMs,
      old: isStale({ value, timeMs, intervalMs }, nowMs),
    };
    const { room, organisation } = place;
    const key = `${room}\n${organisation}`;
    const known = rooms.get(key);
    if (known) known.figures.push(figure);
    else rooms.set(key, { room, organisation, figures: [figure] });
  }
  return [...rooms.entries()]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, { figures, ...place }]) => glanceOf(place, figures));
}

function glanceOf(place: RoomPlace, figures: readonly RoomFigure[]): RoomGlance {
  const of = (metric: string) => figures.filter((figure) => figure.metric === metric);
  // What an air conditioner draws in stands for the room where no sensor does.
  const either = (metric: string, instead: string) => (of(metric).length > 0 ? of(metric) : of(instead));
  return {
    ...place,
    temperature: most(
      either('room.temperature_celsius', 'cooling.return_temperature_celsius'),
      ({ value }) => value,
    ),
    humidity: most(either('room.humidity_percent', 'cooling.return_humidity_percent'), ({ value }) =>
      Math.abs(value - MIDDLE_HUMIDITY),
    ),
    minutes: most(of('ups.runtime_minutes'), ({ value }) => -value),
    load: most(of('ups.load_percent'), ({ value }) => value),
    sources: onePerTarget(of('ups.output_source')),
    coolers: onePerTarget(of('cooling.state')),
  };
}

/** Neither too dry nor too wet. */
const MIDDLE_HUMIDITY = 50;

/** The one that is worst; what is old says nothing of now and comes last. */
function most(
  figures: readonly RoomFigure[],
  badness: (figure: RoomFigure) => number,
): RoomFigure | undefined {
  let worst: RoomFigure | undefined;
  for (const figure of figures) {
    if (!worst || (worst.old && !figure.old)) worst = figure;
    else if (worst.old === figure.old && badness(figure) > badness(worst)) worst = figure;
  }
  return worst;
}

function onePerTarget(figures: readonly RoomFigure[]): RoomFigure[] {
  return [...new Map(figures.map((figure) => [figure.target, figure])).values()];
}
