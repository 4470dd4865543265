import { type Labels, seriesKey } from '#protocol/sample.ts';

/** What a ratio divides by. */
export interface Divisor {
  to: string;
  toLabels: Labels;
}

/**
 * The series that a ratio divides by, among those of the same target: it has the labels that are asked of it, and of
 * all others that both have the same. Where several are left the one that has most labels in common, then the first by
 * name.
 */
export function divisorOf<Series extends { metric: string; labels: Labels }>(
  { to, toLabels }: Divisor,
  labels: Labels,
  known: readonly Series[],
): Series | undefined {
  let best: Series | undefined;
  let most = -1;
  for (const series of known) {
    if (series.metric !== to) continue;
    if (!Object.entries(toLabels).every(([name, value]) => series.labels[name] === value)) continue;
    const shared = Object.keys(labels).filter((name) => name in series.labels && !(name in toLabels));
    if (!shared.every((name) => series.labels[name] === labels[name])) continue;
    if (shared.length < most) continue;
    if (shared.length === most && best && nameOf(best) <= nameOf(series)) continue;
    best = series;
    most = shared.length;
  }
  return best;
}

function nameOf({ metric, labels }: { metric: string; labels: Labels }): string {
  return seriesKey({ target: '', metric, labels });
}
