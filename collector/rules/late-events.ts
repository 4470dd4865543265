import { type EpisodeSubject, makeAlert, makeEvent, makeTurn } from '#collector/alerts/episode.ts';
import { compileRule, severityOf } from '#judging/compile-rule.ts';
import type { MakeFeed, Samples } from '#judging/history.ts';
import { type Episode, rejudge, type Turn } from '#judging/rejudge.ts';
import type { Alert, AlertEvent } from '#protocol/alert.ts';

/** Where the judging of a gap begins. */
export interface LateStart {
  fromMs?: number;
  /** State of the slot in front of the samples; without it they begin with a slot that has seen nothing. */
  before?: Float64Array | undefined;
  feed?: MakeFeed | undefined;
}

/**
 * The events of a finished gap, from the samples of one series as the store has them: marked late, so that they
 * enter the history and call nobody. What was still violated at the end of the gap goes on in the stream and ends
 * here as superseded, so that each firing keeps its one resolution. Samples in front of `fromMs` only lead up to the
 * gap: what fired there is the stream's.
 */
export function lateEvents(
  subject: EpisodeSubject,
  intervalMs: number,
  samples: Samples,
  { fromMs = -Infinity, before, feed }: LateStart = {},
): AlertEvent[] {
  const judged = rejudge(compileRule(subject.rule, intervalMs), samples, before, feed);
  const episodes = judged.filter(({ firedAtMs }) => firedAtMs >= fromMs);
  const endMs = samples.timesMs[samples.timesMs.length - 1];
  return episodes.flatMap((episode) => eventsOf(subject, episode, endMs));
}

function eventsOf(subject: EpisodeSubject, episode: Episode, endMs: number): AlertEvent[] {
  const { firedAtMs, resolvedAtMs, turns } = episode;
  const fired = firing(subject, episode, { ...episode, value: episode.firedValue, flapping: false });
  const last = turns.at(-1);
  const resolved: Alert = {
    ...firing(subject, episode, {
      value: episode.resolvedValue ?? last?.value ?? episode.firedValue,
      severity: last?.severity ?? episode.severity,
      flapping: false,
      reachesAtMs: null,
    }),
    state: 'resolved',
    resolvedAtMs: resolvedAtMs ?? endMs,
    resolution: resolvedAtMs === null ? 'superseded' : 'recovered',
  };
  return [
    makeEvent(fired, firedAtMs, 0, true),
    ...turns.map((turn) => turnEvent(subject, episode, turn)),
    makeEvent(resolved, resolved.resolvedAtMs ?? endMs, 0, true),
  ];
}

function turnEvent(subject: EpisodeSubject, episode: Episode, turn: Turn): AlertEvent {
  const alert = firing(subject, episode, turn);
  const from = turn.kind === 'severity_changed' ? (severityOf(turn.from) ?? null) : null;
  return makeTurn(turn.kind, alert, from, turn.atMs, 0, true);
}

function firing(
  subject: EpisodeSubject,
  { beganAtMs, firedAtMs }: Episode,
  { value, severity, flapping, reachesAtMs }: Pick<Turn, 'value' | 'severity' | 'flapping' | 'reachesAtMs'>,
): Alert {
  const alert = makeAlert(subject, beganAtMs, value, severityOf(severity));
  return { ...alert, state: 'firing', firedAtMs, flapping, reachesAtMs };
}
