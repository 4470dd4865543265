import { useMemo } from 'preact/hooks';
import type { WallPageName } from '#protocol/wall.ts';
import { useText, useWard } from '../../ui/context.ts';
import { type Mark, StateMark } from '../../ui/state-mark.tsx';
import { useSilenced } from '../silences/use-silenced.ts';
import { Tile, useJudgedSource } from './tile.tsx';

/** What always stands above: how bad it is, how many, what is shown, and what time it is. */
export function WallHead({
  name,
  page,
  pages,
  at,
  isHeld,
}: {
  name: string;
  page: WallPageName;
  pages: number;
  at: number;
  isHeld: boolean;
}) {
  const { words } = useText();
  return (
    <header class="wall-head">
      <State />
      <div class="wall-title">
        <p class="wall-name">{name}</p>
        <h1>{words.wall.pages[page]}</h1>
        <p class="wall-dots" aria-hidden="true">
          {Array.from({ length: pages }, (_, index) => (
            <span key={index} data-now={index === at || undefined} />
          ))}
          {isHeld && <em>{words.wall.controls.held}</em>}
        </p>
      </div>
      <WallClock />
    </header>
  );
}

/** Counts of what nobody holds back and nothing explains. */
function useCounts(): { critical: number; warning: number; stale: number; ok: number; inHand: number } {
  const { alerts, fleet } = useWard();
  const held = useSilenced();
  const active = alerts.active.value;
  const firing = useMemo(
    () => active.filter(({ id, state, because }) => state === 'firing' && !because && !held.has(id)),
    [active, held],
  );
  const { stale, ok } = fleet.counts.value;
  return {
    critical: firing.filter(({ severity }) => severity === 'critical').length,
    warning: firing.filter(({ severity }) => severity === 'warning').length,
    stale,
    ok,
    inHand: firing.filter(
      ({ severity, acknowledged, assigned }) => severity !== 'info' && (acknowledged || assigned),
    ).length,
  };
}

function State() {
  const { cutAtMs } = useWard();
  const { words, formats } = useText();
  const source = useJudgedSource();
  const counts = useCounts();
  const worst =
    counts.critical > 0 ? 'critical' : counts.warning > 0 ? 'warning' : counts.stale > 0 ? 'stale' : 'ok';
  const isCut = cutAtMs.value !== null;
  const mark: Mark = isCut ? 'stale' : worst;
  return (
    <Tile name="state" source={source} class={`wall-state wall-is-${mark}`}>
      <p class={`wall-worst state-${mark}`}>
        <StateMark mark={mark} />
        {isCut ? words.wall.worst.cut : words.wall.worst[worst]}
      </p>
      <ul class="wall-counts">
        {(['critical', 'warning', 'stale', 'ok'] as const).map((each) => (
          <li key={each} class={counts[each] > 0 ? `state-${each}` : 'wall-zero'}>
            <strong>{formats.number(counts[each])}</strong>
            <span>
              <StateMark mark={each} />
              {words.wall.counts[each]}
            </span>
          </li>
        ))}
      </ul>
      <p class="wall-in-hand">{counts.inHand > 0 && words.wall.handling(formats.number(counts.inHand))}</p>
    </Tile>
  );
}

function WallClock() {
  const { clock } = useWard();
  const { words, formats } = useText();
  const now = clock.nowMs.value;
  const { language, zone } = formats;
  const day = useMemo(
    () =>
      new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
        timeZone: zone,
        year: 'numeric',
        month: 'long',
        day: 'numeric',
        weekday: 'long',
      }),
    [language, zone],
  );
  return (
    <div class="wall-clock-face">
      <time>{formats.time(now)}</time>
      <p>{day.format(now)}</p>
      <p class="wall-link">
        <LinkWord />
        <span>{words.wall.zone(zone)}</span>
      </p>
    </div>
  );
}

function LinkWord() {
  const { cutAtMs, clock } = useWard();
  const { words, formats } = useText();
  const cutMs = cutAtMs.value;
  if (cutMs === null) return <span class="state-ok">● {words.wall.link.open}</span>;
  return (
    <span class="wall-cut">
      <StateMark mark="stale" />
      {words.wall.link.cut(formats.time(cutMs), formats.age(clock.nowMs.value - cutMs))}
    </span>
  );
}
