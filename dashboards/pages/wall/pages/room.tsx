import { useMemo } from 'preact/hooks';
import { useText, useWard } from '../../../ui/context.ts';
import { markOfState } from '../../../ui/mark-of-state.ts';
import { StateMark } from '../../../ui/state-mark.tsx';
import { labelText } from '../../../words/alert-text.ts';
import { stateOf } from '../../../words/metric-words.ts';
import { valueText } from '../../../words/value-text.ts';
import { COOLING, places, ROOM_SELECT, SENSORS, UPS } from '../room-places.ts';
import { Tile } from '../tile.tsx';
import { useFitting } from '../use-fitting.ts';
import { isOld, type LiveReading, sourceOf, useReadings } from '../use-readings.ts';
import { calmSpan } from '../wall-times.ts';

/** Climate, power and cooling: the figures that one looks for first when it gets warm. */
export function RoomPage() {
  const { words } = useText();
  const text = words.wall.room;
  const readings = useReadings(ROOM_SELECT);
  const groups = useMemo(
    () => ({
      sensors: places(readings, SENSORS),
      ups: places(readings, UPS),
      cooling: places(readings, COOLING),
    }),
    [readings],
  );
  return (
    <div class="wall-room">
      <Group
        name="sensors"
        title={text.sensors}
        none={text.noSensors}
        readings={readings}
        groups={groups.sensors}
      />
      <Group name="ups" title={text.ups} none={text.noUps} readings={readings} groups={groups.ups} />
      <Group
        name="cooling"
        title={text.cooling}
        none={text.noCooling}
        readings={readings}
        groups={groups.cooling}
      />
    </div>
  );
}

/** More than fit on any screen. */
const PLACES = 20;

type Place = ReturnType<typeof places>[number];

function Group(options: {
  name: string;
  title: string;
  none: string;
  readings: readonly LiveReading[] | undefined;
  groups: readonly Place[];
}) {
  const { name, title, none, readings, groups } = options;
  const { clock } = useWard();
  const { words, formats } = useText();
  const { list, fitting } = useFitting(Math.min(PLACES, groups.length));
  const own = readings && groups.flatMap((place) => place.readings);
  return (
    <Tile
      name={`room-${name}`}
      title={title}
      source={sourceOf(own, clock.nowMs.value)}
      note={groups.length > fitting ? words.wall.moreRows(formats.number(groups.length - fitting)) : null}
    >
      {readings && groups.length === 0 && <p class="muted">{none}</p>}
      <ul class={`wall-places wall-places-${name}`} ref={list}>
        {groups.slice(0, PLACES).map((place) => (
          <PlaceTile key={place.key} place={place} />
        ))}
      </ul>
    </Tile>
  );
}

function PlaceTile({ place: { target, labels, readings } }: { place: Place }) {
  const { fleet, alerts, clock } = useWard();
  const { words, formats } = useText();
  const now = clock.nowMs.value;
  const active = alerts.active.value;
  const name = fleet.machine(target)?.target.name ?? words.wall.unknownTarget;
  const part = labelText(labels, words);
  const fires = active.find((alert) => alert.target === target && alert.state === 'firing' && !alert.because);
  const isStale = readings.every((reading) => isOld(reading, now));
  const newestMs = Math.max(...readings.map(({ timeMs }) => timeMs));
  return (
    <li
      class={`wall-place ${fires ? `wall-is-${fires.severity}` : ''}`}
      data-stale={isStale ? 'old' : undefined}
    >
      <p class="wall-place-name">
        {fires && <StateMark mark={fires.severity} label={words.states.severity[fires.severity]} />}
        <span class="clip">{part ? `${name} · ${part}` : name}</span>
        {isStale && (
          <em class="wall-stale-word">
            <StateMark mark="stale" />
            {words.wall.stale.old(formats.age(now - newestMs))}
          </em>
        )}
      </p>
      <p class="wall-place-figures">
        {readings.map((reading) => (
          <Figure key={reading.metric} reading={reading} />
        ))}
      </p>
    </li>
  );
}

const SHORT: Readonly<Record<string, 'humidity' | 'load' | 'charge' | 'runtime' | 'returnAir'>> = {
  'ups.load_percent': 'load',
  'ups.charge_percent': 'charge',
  'ups.runtime_minutes': 'runtime',
  'cooling.return_temperature_celsius': 'returnAir',
  'cooling.return_humidity_percent': 'humidity',
};

function Figure({ reading: { metric, unit, value } }: { reading: LiveReading }) {
  const { words, formats } = useText();
  const isState = metric === 'ups.output_source' || metric === 'cooling.state';
  const label = SHORT[metric];
  return (
    <span class={isState ? 'wall-place-state' : 'wall-place-figure'}>
      {isState && (
        <StateMark mark={markOfState(metric, stateOf(formats.language, metric, value)?.word ?? '')} />
      )}
      <strong>
        {metric === 'ups.runtime_minutes'
          ? calmSpan(formats, value * 60_000)
          : valueText(formats, metric, unit, value)}
      </strong>
      {label && <small>{words.wall.room[label]}</small>}
    </span>
  );
}
