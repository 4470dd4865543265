import type { QuerySeries } from './shapes.ts';

/** Not known yet. */
export function decodeColumns(_bytes: ArrayBuffer): QuerySeries[] {
  throw new Error('an answer in columns, which this page cannot read');
}
