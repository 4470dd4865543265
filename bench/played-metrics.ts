import type { Schema } from '#protocol/schema.ts';

/** Metrics of one subject, and so fields of one line: about what a line of Telegraf holds. */
export const FIELDS_A_LINE = 10;

/** Metric of a column, `bench00.m001`: ten columns share a subject, and so a line of line protocol. */
export function metricOf(column: number): string {
  return `${subjectOf(column)}.${fieldOf(column)}`;
}

export function subjectOf(column: number): string {
  return `bench${String(Math.floor(column / FIELDS_A_LINE)).padStart(2, '0')}`;
}

export function fieldOf(column: number): string {
  return column === 0 ? 'sent_at' : `m${String(column).padStart(3, '0')}`;
}

/** Column 0 carries the moment of sending, so that a receiver on the same machine can tell the delay. */
export const SENT_AT_METRIC: string = metricOf(0);

/** The display label of a played host. */
export function hostnameOf(host: number): string {
  return `bench-${host}`;
}

/** The schema of a played agent. */
export function playedSchema(target: string, columns: number): Schema {
  return {
    probe: 'bench',
    target,
    intervalMs: 10_000,
    columns: Array.from({ length: columns }, (_, column) => ({
      metric: metricOf(column),
      labels: {},
      kind: 'gauge',
      unit: '%',
    })),
  };
}
