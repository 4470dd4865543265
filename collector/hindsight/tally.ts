import type { TestedEpisode, TestedRule, TestedSeries } from '#protocol/back-test.ts';
import type { SeriesEpisode } from './series-test.ts';

const WEEK_MS = 7 * 86_400_000;
const WORST_SHOWN = 50;
const EPISODES_SHOWN = 2_000;

/** What a back-test has counted so far, bounded however many series and episodes there are. */
export interface Tally {
  /** Adds what one series, or one group, would have had. */
  add(
    subject: { target: string; labels: Readonly<Record<string, string>> },
    episodes: readonly SeriesEpisode[],
  ): void;
  read(watched: number): Pick<TestedRule, 'totals' | 'worst' | 'episodes' | 'episodesLeftOut'>;
}

/** Counts over the span of a back-test. An episode counts with the part of it that lies inside. */
export function makeTally({ fromMs, toMs }: { fromMs: number; toMs: number }): Tally {
  const totals = { concerned: 0, firings: 0, firingMs: 0, flaps: 0 };
  const episodes: TestedEpisode[] = [];
  let worst: TestedSeries[] = [];
  let judged = 0;

  return {
    add({ target, labels }, found) {
      judged++;
      if (found.length === 0) return;
      const series: TestedSeries = {
        target,
        labels: { ...labels },
        firings: found.length,
        firingMs: 0,
        longestMs: 0,
        flaps: 0,
      };
      for (const episode of found) {
        const lastedMs = (episode.endedAtMs ?? toMs) - Math.max(fromMs, episode.firedAtMs);
        series.firingMs += lastedMs;
        series.longestMs = Math.max(series.longestMs, lastedMs);
        if (episode.flap) series.flaps++;
        if (episodes.length < EPISODES_SHOWN) episodes.push({ target, labels: series.labels, ...episode });
      }
      totals.concerned++;
      totals.firings += series.firings;
      totals.firingMs += series.firingMs;
      totals.flaps += series.flaps;
      worst.push(series);
      if (worst.length >= 2 * WORST_SHOWN) worst = worstOf(worst);
    },

    read(watched) {
      return {
        totals: { watched, judged, ...totals, perWeek: (totals.firings * WEEK_MS) / (toMs - fromMs) },
        worst: worstOf(worst),
        episodes: [...episodes].sort((a, b) => a.firedAtMs - b.firedAtMs),
        episodesLeftOut: totals.firings - episodes.length,
      };
    },
  };
}

function worstOf(series: readonly TestedSeries[]): TestedSeries[] {
  return [...series].sort((a, b) => b.firingMs - a.firingMs || b.firings - a.firings).slice(0, WORST_SHOWN);
}
