import type { SeriesColumns } from '#collector/store/store.ts';
import type { Labels } from '#protocol/sample.ts';

/** The display label of a target. */
export type HostOf = (target: string) => string | undefined;

/**
 * `{"series":[{target, metric, labels, timesMs, values}]}` of an answer, written column by column: a generic writer
 * would walk an object for each number. What was not read is null.
 */
export function columnsToJson(series: readonly SeriesColumns[], hostOf: HostOf): string {
  const parts = series.map(({ target, metric, labels, timesMs, values }) => {
    const head = JSON.stringify({ target, metric, labels: withHost(labels, hostOf(target)) });
    return `${head.slice(0, -1)},"timesMs":[${timesMs.join(',')}],"values":[${numbersToJson(values)}]}`;
  });
  return `{"series":[${parts.join(',')}]}`;
}

/** The labels as they are shown: with the host, which is no part of the series. */
export function withHost(labels: Labels, host: string | undefined): Record<string, string> {
  return host === undefined || 'host' in labels ? { ...labels } : { host, ...labels };
}

function numbersToJson(values: Float64Array): string {
  const text = values.join(',');
  // JSON has no word for what is no finite number.
  return /[NI]/.test(text) ? text.replace(/NaN|-?Infinity/g, 'null') : text;
}
