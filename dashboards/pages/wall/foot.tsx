import { useMemo } from 'preact/hooks';
import type { AlertEvent } from '#protocol/alert.ts';
import type { Caller } from '../../api/call.ts';
import type { SilencesAnswer } from '../../api/silences.ts';
import { useText, useWard } from '../../ui/context.ts';
import { StateMark } from '../../ui/state-mark.tsx';
import { alertNames, whoHas } from './alert-sentence.ts';
import { Tile, useJudgedSource } from './tile.tsx';
import { useEvents } from './use-events.ts';
import { usePolled } from './use-polled.ts';
import { dayAndMinute } from './wall-times.ts';

/** What always stands below: what happened, who works on what, who is on duty. */
export function WallFoot() {
  return (
    <footer class="wall-foot">
      <Ticker />
      <InProgress />
      <Duty />
    </footer>
  );
}

const LINES = 4;
const LINE_PAGE_MS = 8_000;

/** The newest events, some lines at a time, again and again. */
function Ticker() {
  const { clock } = useWard();
  const { words } = useText();
  const source = useJudgedSource();
  const events = useEvents();
  const pages = Math.max(1, Math.ceil(events.length / LINES));
  const page = Math.floor(clock.nowMs.value / LINE_PAGE_MS) % pages;
  return (
    <Tile
      name="events"
      title={words.wall.events}
      source={source}
      note={pages > 1 ? `${page + 1} / ${pages}` : null}
    >
      {events.length === 0 && <p class="muted">{words.wall.noEvents}</p>}
      <div class="wall-ticker">
        <ol style={{ transform: `translateY(${-page * LINES * 2.1}rem)` }}>
          {events.map((event) => (
            <EventLine key={event.id} event={event} />
          ))}
        </ol>
      </div>
    </Tile>
  );
}

function EventLine({ event }: { event: AlertEvent }) {
  const ward = useWard();
  const { words, formats } = useText();
  const { kind, alert, atMs } = event;
  const { target, rule } = alertNames(ward, alert, words, formats);
  const mark = kind === 'resolved' ? 'ok' : alert.severity;
  return (
    <li data-alert={alert.id}>
      <time>{dayAndMinute(formats, atMs, ward.clock.nowMs.value)}</time>
      <StateMark mark={mark} />
      <span class={`state-${mark}`}>{kind === 'resolved' ? words.wall.resolved : words.wall.fired}</span>
      <span class="clip">
        <strong>{target}</strong> {rule}
      </span>
    </li>
  );
}

const WORK_LINES = 4;
const PLANS_EVERY_MS = 60_000;

const readPlans = (api: Caller, signal: AbortSignal): Promise<SilencesAnswer> =>
  api.get<SilencesAnswer>('silences', { state: 'active', limit: 50 }, signal);

/** Alerts that somebody has, and silences and planned work that hold now. */
function InProgress() {
  const ward = useWard();
  const { words, formats } = useText();
  const text = words.wall;
  const active = ward.alerts.active.value;
  const inHand = useMemo(
    () => active.filter((alert) => alert.state === 'firing' && whoHas(alert) !== undefined),
    [active],
  );
  const plans = usePolled(readPlans, PLANS_EVERY_MS);
  const holding = plans.value?.silences ?? [];
  const forPlans = Math.min(holding.length, Math.max(1, WORK_LINES - inHand.length));
  const alertsShown = inHand.slice(0, WORK_LINES - forPlans);
  const more = inHand.length + holding.length - alertsShown.length - forPlans;
  return (
    <Tile
      name="work"
      title={text.work}
      source={plans.source}
      note={more > 0 ? text.moreRows(formats.number(more)) : null}
    >
      {plans.value && inHand.length + holding.length === 0 && <p class="muted">{text.noWork}</p>}
      <ul class="wall-lines">
        {alertsShown.map((alert) => {
          const { target, rule } = alertNames(ward, alert, words, formats);
          return (
            <li key={alert.id} data-alert={alert.id}>
              <StateMark mark={alert.severity} />
              <span class="clip">
                <strong>{target}</strong> {rule}
              </span>
              <span class="wall-who">{text.has(whoHas(alert) ?? '')}</span>
            </li>
          );
        })}
        {holding.slice(0, forPlans).map(({ silence, untilMs }) => (
          <li key={silence.id}>
            <StateMark mark="info" />
            <span class="clip">
              <strong>{silence.kind === 'maintenance' ? text.maintenance : text.silence}</strong>{' '}
              {silence.name}
            </span>
            <span class="wall-who">
              {untilMs === null
                ? text.openEnd
                : text.until(dayAndMinute(formats, untilMs, ward.clock.nowMs.value))}
            </span>
          </li>
        ))}
      </ul>
    </Tile>
  );
}

interface DutyAnswer {
  atMs: number;
  teams: {
    id: string;
    name: string;
    now: { name: string; untilMs: number | null }[];
    next: { name: string; fromMs: number } | null;
  }[];
}
const DUTY_EVERY_MS = 30_000;
const DUTY_LINES = 4;
const readDuty = (api: Caller, signal: AbortSignal): Promise<DutyAnswer> =>
  api.get<DutyAnswer>('duty', {}, signal);

/** Who of each team is within their hours. */
function Duty() {
  const { clock } = useWard();
  const { words, formats } = useText();
  const text = words.wall;
  const { value, source } = usePolled(readDuty, DUTY_EVERY_MS);
  const teams = value?.teams ?? [];
  return (
    <Tile
      name="duty"
      title={text.duty}
      source={source}
      note={teams.length > DUTY_LINES ? text.moreRows(formats.number(teams.length - DUTY_LINES)) : null}
    >
      {value && teams.length === 0 && <p class="muted">{text.noTeams}</p>}
      <ul class="wall-lines">
        {teams.slice(0, DUTY_LINES).map(({ id, name, now, next }) => (
          <li key={id}>
            <span class="wall-team clip">{name}</span>
            <span class="clip wall-people">
              {now.length === 0 ? (
                <span class="state-warning">{text.nobodyOnDuty}</span>
              ) : (
                <strong>{formats.list(now.map((one) => one.name))}</strong>
              )}
            </span>
            {next && (
              <span class="wall-who">
                {text.next(next.name, dayAndMinute(formats, next.fromMs, clock.nowMs.value))}
              </span>
            )}
          </li>
        ))}
      </ul>
    </Tile>
  );
}
