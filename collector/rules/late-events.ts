import { type EpisodeSubject, makeAlert, makeEvent } from '#collector/alerts/episode.ts';
import { compileRule } from '#judging/compile-rule.ts';
import { type Episode, rejudge } from '#judging/rejudge.ts';
import type { AlertEvent } from '#protocol/alert.ts';

/**
 * The events of a finished gap, from the samples of one series as the store has them: marked late, so that they
 * enter the history and call nobody. What was still violated at the end of the gap goes on in the stream and ends
 * here as superseded, so that each firing keeps its one resolution.
 */
export function lateEvents(
  subject: EpisodeSubject,
  intervalMs: number,
  samples: { timesMs: ArrayLike<number>; values: ArrayLike<number> },
): AlertEvent[] {
  const episodes = rejudge(compileRule(subject.rule, intervalMs), samples);
  const endMs = samples.timesMs[samples.timesMs.length - 1];
  return episodes.flatMap((episode) => eventsOf(subject, episode, endMs));
}

function eventsOf(subject: EpisodeSubject, episode: Episode, endMs: number): AlertEvent[] {
  const { beganAtMs, firedAtMs, resolvedAtMs } = episode;
  const fired = { ...makeAlert(subject, beganAtMs, episode.firedValue), state: 'firing' as const, firedAtMs };
  const resolved = {
    ...makeAlert(subject, beganAtMs, episode.resolvedValue ?? episode.firedValue),
    state: 'resolved' as const,
    firedAtMs,
    resolvedAtMs: resolvedAtMs ?? endMs,
    resolution:
      resolvedAtMs === null
        ? ('superseded' as const)
        : episode.worse
          ? ('worse' as const)
          : ('recovered' as const),
  };
  return [makeEvent(fired, firedAtMs, 0, true), makeEvent(resolved, resolved.resolvedAtMs, 0, true)];
}
