import { wardName } from '#protocol/exporter-name.ts';
import { LIMITS } from '#protocol/limits.ts';
import { doneWithin } from '../../done-within.ts';
import { ProbeError } from '../../probe-error.ts';
import type { SeriesText } from './parse-sample.ts';

/** What of an exporter is kept, in the words of its settings. */
export interface RelabelSettings {
  keep: readonly string[];
  drop: readonly string[];
  keep_labels: readonly string[];
  drop_labels: readonly string[];
  rename_labels: Readonly<Record<string, string>>;
}

/** A series under the name and the labels that it is sent with, or why it is not. */
export type Relabelled = { metric: string; labels: Record<string, string> } | { why: string };

/** What the settings make of series. */
export interface Relabel {
  /** Tries the expressions on names, which the exporter chooses, in one go; to be called before any of them is judged. */
  try(names: Iterable<string>): void;
  /** Judges and renames one whose name was tried. */
  judge(series: SeriesText): Relabelled;
}

/** Ordinary expressions need a thousandth of that for two thousand names. */
const TRYING_MS = 500;

/** Judges and renames series as the settings say. */
export function createRelabel(settings: RelabelSettings): Relabel {
  const keep = wholeNames(settings.keep);
  const drop = wholeNames(settings.drop);
  /** Why a name is not kept; undefined for one that is. */
  let verdicts = new Map<string, string | undefined>();
  const kept = settings.keep_labels.length > 0 ? new Set(settings.keep_labels) : undefined;
  const dropped = new Set(settings.drop_labels);
  return { try: tryAll, judge };

  function tryAll(names: Iterable<string>): void {
    const found: typeof verdicts = new Map();
    const isDone = doneWithin(() => {
      for (const name of names)
        if (!found.has(name)) found.set(name, verdicts.has(name) ? verdicts.get(name) : whyNot(name));
    }, TRYING_MS);
    if (!isDone)
      throw new ProbeError(
        'misconfigured',
        'the expressions of keep and drop take too long on the names of this exporter: write them so that they try less',
      );
    verdicts = found;
  }

  function whyNot(name: string): string | undefined {
    if (Buffer.byteLength(wardName(name)) > LIMITS.metricBytes)
      return `a name of more than ${LIMITS.metricBytes} bytes`;
    if (keep && !keep.test(name)) return 'not among those to keep';
    return drop?.test(name) ? 'among those to drop' : undefined;
  }

  function judge({ name, labels }: SeriesText): Relabelled {
    const why = verdicts.get(name);
    if (why !== undefined) return { why };
    const sent: Record<string, string> = {};
    for (const label in labels) {
      if (dropped.has(label) || (kept && !kept.has(label))) continue;
      const value = labels[label] as string;
      // A label without a value is none.
      if (value === '') continue;
      if (Buffer.byteLength(value) > LIMITS.labelBytes)
        return { why: `a label of more than ${LIMITS.labelBytes} bytes: drop_labels takes it off` };
      sent[settings.rename_labels[label] ?? label] = value;
    }
    if (Object.keys(sent).length > LIMITS.labelsPerSeries)
      return { why: `more than ${LIMITS.labelsPerSeries} labels` };
    return { metric: wardName(name), labels: sent };
  }
}

function wholeNames(patterns: readonly string[]): RegExp | undefined {
  if (patterns.length === 0) return undefined;
  return new RegExp(`^(?:${patterns.map((pattern) => `(?:${pattern})`).join('|')})$`);
}
