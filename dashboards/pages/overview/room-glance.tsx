import type { ComponentChildren } from 'preact';
import { machineRoute, routeTo } from '../../state/route.ts';
import { useText, useWard } from '../../ui/context.ts';
import { markOfState } from '../../ui/mark-of-state.ts';
import { StateMark } from '../../ui/state-mark.tsx';
import type { Formats } from '../../words/format.ts';
import { stateOf } from '../../words/metric-words.ts';
import { valueText } from '../../words/value-text.ts';
import { roomRoute } from '../rooms/room-route.ts';
import { levelOf } from './level.ts';
import { type RoomFigure, type RoomGlance, roomGlances } from './room-figures.ts';
import { useRoomSeries } from './use-room-series.ts';

/** Temperature, humidity, power and cooling of each machine room: the worst of each, and honestly what is missing. */
export function RoomsGlance() {
  const { fleet, clock } = useWard();
  const { words, formats } = useText();
  const text = words.summary.rooms;
  const { series, known } = useRoomSeries();
  const rooms = roomGlances(series, (id) => fleet.machine(id)?.target, clock.knownMs.value);
  const measured = new Set(rooms.map(({ room }) => room));
  const others = new Set<string>();
  for (const { target } of fleet.machines.value)
    if (target.room !== '' && !measured.has(target.room)) others.add(target.room);
  return (
    <section class="panel card rooms-glance" aria-label={text.title}>
      <header class="card-head">
        <h2>{text.title}</h2>
        <a class="card-link" href={routeTo('rooms')}>
          {words.summary.seeAll}
        </a>
      </header>
      {rooms.map((room) => (
        <RoomCard
          key={`${room.organisation} ${room.room}`}
          glance={room}
          isAmbiguous={rooms.some((other) => other !== room && other.room === room.room)}
        />
      ))}
      {known && rooms.length === 0 && <NoRooms />}
      {rooms.length > 0 && others.size > 0 && (
        <p class="card-note muted">{text.unmeasured(formats.list([...others].sort()))}</p>
      )}
    </section>
  );
}

/** One room; where another one is called the same, it says whose it is. */
function RoomCard({ glance, isAmbiguous }: { glance: RoomGlance; isAmbiguous: boolean }) {
  const { fleet, session } = useWard();
  const { words } = useText();
  const text = words.summary.rooms;
  const { room, organisation } = glance;
  const current = session.current.value;
  const organisations = current.state === 'in' ? current.session.organisations : [];
  const whose = isAmbiguous && organisations.find(({ id }) => id === organisation)?.name;
  const title = [room || text.unnamed, whose].filter(Boolean).join(' · ');
  // One that tells none of its figures is there all the same.
  const hasUps =
    glance.sources.length > 0 ||
    glance.minutes !== undefined ||
    glance.load !== undefined ||
    fleet.machines.value.some(
      ({ target }) => target.kind === 'ups' && target.room === room && target.organisation === organisation,
    );
  return (
    <div class="room-glance">
      <h3>{room ? <a href={roomRoute(organisation, room)}>{title}</a> : title}</h3>
      <dl class="room-figures">
        <Item title={text.temperature}>
          <Figure figure={glance.temperature} missing={text.noSensor} />
        </Item>
        <Item title={text.humidity}>
          <Figure figure={glance.humidity} missing={text.noSensor} />
        </Item>
        <Item title={text.minutes}>
          <Figure figure={glance.minutes} missing={hasUps ? '–' : text.noUps} />
          <OnBattery sources={glance.sources} />
        </Item>
        <Item title={text.load}>
          <Figure figure={glance.load} missing={hasUps ? '–' : text.noUps} />
        </Item>
        <Item title={text.coolers}>
          <Coolers coolers={glance.coolers} />
        </Item>
      </dl>
    </div>
  );
}

function Item({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <div class="room-figure">
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Figure({ figure, missing }: { figure: RoomFigure | undefined; missing: string }) {
  const { fleet, clock } = useWard();
  const { words, formats } = useText();
  if (!figure) return <span class="muted">{missing}</span>;
  const { target, metric, unit, value, timeMs, old } = figure;
  const machine = fleet.machine(target);
  const level = machine ? levelOf(machine, metric) : 'calm';
  const age = formats.age(clock.knownMs.value - timeMs);
  return (
    <>
      <a
        class={`cell-number ${level}${old ? ' old' : ''}`}
        href={machineRoute(target)}
        title={[machine?.target.name, valueText(formats, metric, unit, value)].filter(Boolean).join(' · ')}
      >
        {level !== 'calm' && <StateMark mark={level} label={words.states.severity[level]} />}
        {old && <StateMark mark="stale" />}
        {isMinutes(metric) ? minutesText(formats, value) : valueText(formats, metric, unit, value)}
      </a>
      {old && <span class="muted room-age">{words.summary.rooms.silent(age)}</span>}
    </>
  );
}

function isMinutes(metric: string): boolean {
  return metric.endsWith('_minutes');
}

/** Whole hours from one on, and whole minutes below: seconds of what a UPS guesses say nothing. Never more than it has. */
function minutesText(formats: Formats, minutes: number): string {
  return formats.age(Math.floor(minutes) * 60_000);
}

function OnBattery({ sources }: { sources: readonly RoomFigure[] }) {
  const { words, formats } = useText();
  const bad = sources.find(
    ({ metric, value }) => stateOf(formats.language, metric, value)?.word === 'battery',
  );
  if (!bad) return null;
  return (
    <a class="room-alarm state-critical" href={machineRoute(bad.target)}>
      <StateMark mark="critical" /> {words.summary.rooms.onBattery}
    </a>
  );
}

function Coolers({ coolers }: { coolers: readonly RoomFigure[] }) {
  const { words, formats } = useText();
  const text = words.summary.rooms;
  if (coolers.length === 0) return <span class="muted">{text.noCooler}</span>;
  const marks = coolers.map(({ metric, value, old }) => {
    const state = stateOf(formats.language, metric, value);
    return old ? 'stale' : state ? markOfState(metric, state.word) : 'none';
  });
  const good = marks.filter((mark) => mark === 'ok').length;
  const worst = (['critical', 'warning', 'stale', 'none'] as const).find((mark) => marks.includes(mark));
  const at = worst ? marks.indexOf(worst) : 0;
  return (
    <a class={`cell-number${worst ? ` state-${worst}` : ''}`} href={machineRoute(coolers[at].target)}>
      {worst && <StateMark mark={worst} />}
      {text.running(formats.number(good), formats.number(coolers.length))}
    </a>
  );
}

function NoRooms() {
  const { session } = useWard();
  const { words } = useText();
  const text = words.summary.rooms;
  return (
    <div class="card-note">
      <p>{text.nothing}</p>
      <p class="muted">{text.nothingHint}</p>
      {session.can('targets.write') && <a href={routeTo('settings/devices')}>{text.add}</a>}
    </div>
  );
}
