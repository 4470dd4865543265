import { type Schema, schemaIdentity } from '#protocol/schema.ts';
import type { Rows } from '../store.ts';

const START = Date.UTC(2026, 10, 20, 18);
const HOSTS = 5;
const COLUMNS = 12;

/** A schema of the crash test. */
export function schemaOf(host: number): { schema: Schema; schemaId: string; startMs: number } {
  const columns: Schema['columns'] = Array.from({ length: COLUMNS }, (_, column) => ({
    metric: `crash.m${column}`,
    labels: {},
    kind: column % 2 ? 'counter' : 'gauge',
    unit: '1',
  }));
  const schema = { probe: 'crash', target: `host-${host}`, intervalMs: 10_000, columns };
  return { schema, schemaId: schemaIdentity(schema), startMs: START };
}

const known = Array.from({ length: HOSTS }, (_, host) => schemaOf(host));

/** What stands in the journal at a position: the same each time. Every seventh is a backlog of an hour before. */
export function rowsOf(position: number): Rows[] {
  return known.map(({ schema, schemaId }, host) => {
    const tick = position % 7 === 3 ? position - 360.5 : position;
    return {
      schema,
      schemaId,
      timesMs: Float64Array.of(START + tick * 10_000),
      values: Float64Array.from({ length: COLUMNS }, (_, column) => position * (column + 1) + host / 4),
    };
  });
}

export const CRASH_METRICS = Array.from({ length: COLUMNS }, (_, column) => `crash.m${column}`);
