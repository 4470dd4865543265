import type { RoomTarget } from '../../api/rooms.ts';
import { machineRoute } from '../../state/route.ts';
import { useText } from '../../ui/context.ts';
import { StateMark } from '../../ui/state-mark.tsx';
import type { RoomStates } from './use-room-states.ts';
import type { ShownValues } from './use-room-values.ts';

/** Air and power of a room in figures, as long as nothing is chosen. */
export function RoomFacts({
  targets,
  states,
  values,
}: {
  targets: readonly RoomTarget[];
  states: RoomStates;
  values: ShownValues;
}) {
  const { words, formats } = useText();
  const text = words.rooms.facts;
  const of = (kind: string) => targets.filter((target) => target.kind === kind);
  const degrees = (celsius: number) => (Number.isNaN(celsius) ? '–' : formats.value(celsius, '°C'));
  const row = (target: RoomTarget, figure: string, warn = false) => (
    <li key={target.id}>
      <StateMark
        mark={states.get(target.id) ?? 'none'}
        label={words.states.machine[states.get(target.id) ?? 'none']}
      />
      <a class="clip" href={machineRoute(target.id)}>
        {target.name}
      </a>
      <span class={warn ? 'state-critical' : ''}>{figure}</span>
    </li>
  );
  const sensors = targets.filter(
    ({ id, kind }) => kind === 'sensor' || values.has(id, 'room.temperature_celsius'),
  );
  const [coolers, sources] = [of('air_conditioner'), of('ups')];
  return (
    <section class="panel card room-facts" aria-label={text.title}>
      <h2>{text.title}</h2>
      <div class="card-body">
        <h3>{text.sensors}</h3>
        {sensors.length === 0 && <p class="muted">{text.noSensors}</p>}
        <ul>
          {sensors.map((target) => {
            const humidity = values.of(target.id, 'room.humidity_percent');
            const celsius = degrees(values.of(target.id, 'room.temperature_celsius'));
            return row(
              target,
              Number.isNaN(humidity) ? celsius : `${celsius} · ${formats.percent(humidity, 0)}`,
            );
          })}
        </ul>
        <h3>{text.cooling}</h3>
        {coolers.length === 0 && <p class="muted">{text.noCooling}</p>}
        <ul>
          {coolers.map((target) => {
            const supply = degrees(values.of(target.id, 'cooling.supply_temperature_celsius'));
            const back = degrees(values.of(target.id, 'cooling.return_temperature_celsius'));
            const state = values.of(target.id, 'cooling.state');
            const said = Number.isNaN(state) ? '–' : state === 0 ? text.runs : text.stands;
            return row(target, `${said} · ${text.air(supply, back)}`, state === 1);
          })}
        </ul>
        <h3>{text.ups}</h3>
        {sources.length === 0 && <p class="muted">{text.noUps}</p>}
        <ul>
          {sources.map((target) => {
            const load = formats.percent(values.of(target.id, 'ups.load_percent'), 0);
            const minutes = formats.number(values.of(target.id, 'ups.runtime_minutes'), 0);
            const onBattery = values.of(target.id, 'ups.on_battery') > 0;
            const figure = `${words.rooms.power.load(load)} · ${words.rooms.power.minutes(minutes)}`;
            return row(target, onBattery ? `${words.rooms.power.onBattery} · ${figure}` : figure, onBattery);
          })}
        </ul>
      </div>
    </section>
  );
}
