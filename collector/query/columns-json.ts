import type { SeriesColumns } from '#collector/store/store.ts';
import type { Labels } from '#protocol/sample.ts';
import { JsonBytes } from './json-bytes.ts';

/** The display label of a target. */
export type HostOf = (target: string) => string | undefined;

/**
 * `{"series":[{target, metric, labels, timesMs, values}]}` of an answer, written column by column: a generic writer
 * would walk an object for each number. What was not read is null.
 */
export function columnsToJson(series: readonly SeriesColumns[], hostOf: HostOf): Buffer {
  const json = new JsonBytes();
  json.text('{"series":[');
  for (const [index, { target, metric, labels, timesMs, values }] of series.entries()) {
    const head = JSON.stringify({ target, metric, labels: withHost(labels, hostOf(target)) });
    json.text(`${index > 0 ? ',' : ''}${head.slice(0, -1)},"timesMs":[`);
    json.numbers(timesMs);
    json.text('],"values":[');
    json.numbers(values);
    json.text(']}');
  }
  json.text(']}');
  return json.take();
}

/** The labels as they are shown: with the host, which is no part of the series. */
export function withHost(labels: Labels, host: string | undefined): Record<string, string> {
  return host === undefined || 'host' in labels ? { ...labels } : { host, ...labels };
}
