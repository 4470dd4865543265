import type { ComponentChildren } from 'preact';
import { useText, useWard } from '../../ui/context.ts';
import { StateMark } from '../../ui/state-mark.tsx';
import { freshness, PULSE_LIMIT_MS, type TileSource } from './staleness.ts';

/** One subject of a page. It says by itself when what it shows is too old, with hatching and a word. */
export function Tile(options: {
  name: string;
  title?: ComponentChildren;
  note?: ComponentChildren;
  source: TileSource;
  class?: string;
  children: ComponentChildren;
}) {
  const { name, title, note, source, children } = options;
  const { clock, cutAtMs } = useWard();
  const state = freshness(source, clock.nowMs.value, cutAtMs.value);
  return (
    <section
      class={`wall-tile ${options.class ?? ''}`}
      data-tile={name}
      data-stale={state.state === 'fresh' ? undefined : state.state}
    >
      {(title || state.state !== 'fresh') && (
        <header>
          {title && <h2>{title}</h2>}
          {state.state === 'fresh' ? (
            note && <span class="wall-note">{note}</span>
          ) : (
            <StaleWord source={source} />
          )}
        </header>
      )}
      <div class="wall-tile-body">{children}</div>
    </section>
  );
}

function StaleWord({ source }: { source: TileSource }) {
  const { clock, cutAtMs } = useWard();
  const { words, formats } = useText();
  const state = freshness(source, clock.nowMs.value, cutAtMs.value);
  const text = words.wall.stale;
  if (state.state === 'fresh') return null;
  return (
    <span class="wall-stale-word">
      <StateMark mark="stale" />
      {state.state === 'empty' && text.empty}
      {state.state === 'cut' && text.cut(formats.time(state.sinceMs))}
      {state.state === 'old' && text.old(formats.duration(state.ageMs))}
    </span>
  );
}

/** What comes by the socket without a time of its own, alerts and states, is as old as the newest pulse, or as judging is behind. */
export function useJudgedSource(): TileSource {
  const { pulse } = useWard();
  const last = pulse.value;
  if (!last) return { newestMs: null, limitMs: PULSE_LIMIT_MS };
  const behindMs = last.judgingBehindMs;
  return behindMs > JUDGING_LIMIT_MS
    ? { newestMs: last.nowMs - behindMs, limitMs: JUDGING_LIMIT_MS }
    : { newestMs: last.nowMs, limitMs: PULSE_LIMIT_MS };
}

/** Judging that is further behind lets new alerts be late. */
const JUDGING_LIMIT_MS = 30_000;
