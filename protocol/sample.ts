/** The labels of a series; keys and values are plain text. */
export type Labels = Readonly<Record<string, string>>;

/** What makes a series that series. `host` is a display label and not part of it. */
export interface SeriesIdentity {
  /** Opaque id of the watched thing. */
  target: string;
  /** `subject.field`. */
  metric: string;
  labels: Labels;
}

/** One measured value. NaN stands for "asked, and not read". */
export interface Sample extends SeriesIdentity {
  /** UTC, milliseconds since 1970. */
  timeMs: number;
  value: number;
}

/**
 * The text that two equal series share and two different ones never do: target, metric and the labels sorted by
 * name, each part escaped so that no value can pose as a separator.
 */
export function seriesKey(series: SeriesIdentity): string {
  let key = `${escapePart(series.target)}|${escapePart(series.metric)}`;
  for (const name of Object.keys(series.labels).sort()) {
    key += `|${escapePart(name)}=${escapePart(series.labels[name] ?? '')}`;
  }
  return key;
}

function escapePart(part: string): string {
  return /[\\|=]/.test(part) ? part.replace(/[\\|=]/g, (found) => `\\${found}`) : part;
}
