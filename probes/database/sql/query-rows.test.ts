import { describe, expect, it } from 'vitest';
import type { Cell } from '../session.ts';
import { SqlConfig } from './config.ts';
import { queryReader } from './query-rows.ts';
import { jobRuns } from './query-run.ts';

const NOW = Date.UTC(2026, 0, 5, 10);

function queryOf(more: Record<string, unknown>) {
  const queries = [{ name: 'q', sql: 'SELECT 1', ...more }];
  return SqlConfig.parse({ address: '10.1.0.1', dialect: 'postgres', queries }).queries[0]!;
}

function values(
  more: Record<string, unknown>,
  columns: readonly string[],
  rows: readonly (readonly Cell[])[],
) {
  const { readings, problems } = queryReader(queryOf(more))({ columns, rows, isCut: false }, NOW);
  const told = readings.map(({ column, value }) => [
    ...Object.entries(column.labels)
      .slice(1)
      .map(([k, v]) => `${k}=${v}`),
    value,
  ]);
  return { told, problems };
}

describe('the rows of a query', () => {
  it('become values with the text beside them as labels', () => {
    const rows = [
      ['华北', 7, true, new Date(NOW - 5_000)],
      ['south', null, false, null],
    ];

    expect(values({}, ['region', 'orders', 'open', 'newest'], rows).told).toEqual([
      ['field=orders', 'region=华北', 7],
      ['field=open', 'region=华北', 1],
      ['field=newest_age_seconds', 'region=华北', 5],
      ['field=orders', 'region=south', Number.NaN],
      ['field=open', 'region=south', 0],
      ['field=newest_age_seconds', 'region=south', Number.NaN],
    ]);
  });

  it('are what the settings say, where numbers come as text or are no values', () => {
    expect(
      values({ labels: ['shard'], values: ['Total'] }, ['shard', 'total', 'other'], [[3, '12.5', 9]]).told,
    ).toEqual([['field=total', 'shard=3', 12.5]]);
  });

  it('say which of them cannot be used', () => {
    const { problems } = values({ values: ['missing'] }, ['a'], [[1]]);
    expect(problems).toEqual(['the query has no column missing']);
    expect(values({}, ['a'], [[1], [2]])).toEqual({
      told: [['field=a', 1]],
      problems: ['two rows with the same labels: the first counts'],
    });
  });

  it('keep the same columns from one time to the next', () => {
    const read = queryReader(queryOf({}));
    const rows = { columns: ['region', 'orders'], rows: [['a', 1]], isCut: false };

    expect(read(rows, NOW).readings[0]?.column).toBe(read(rows, NOW).readings[0]?.column);
  });
});

describe('the row of a job', () => {
  const row = (columns: Record<string, Cell>) => ({
    columns: Object.keys(columns),
    rows: [Object.values(columns)],
    isCut: false,
  });

  it('tells a success once, with what it made', () => {
    const success = row({
      last_success: new Date(NOW - 60_000),
      count: 12,
      bytes: 5n,
      duration_seconds: '1.5',
    });

    const first = jobRuns(success, {}, NOW);
    expect(first.runs).toEqual([
      { phase: 'succeeded', atMs: NOW - 60_000, count: 12, bytes: 5, durationMs: 1_500 },
    ]);
    expect(jobRuns(success, first.told, NOW).runs).toEqual([]);
    expect(jobRuns(row({ last_success: new Date(NOW) }), first.told, NOW).runs).toEqual([
      { phase: 'succeeded', atMs: NOW },
    ]);
  });

  it('tells a failure too, in the order in which they were', () => {
    const both = row({ last_success: new Date(NOW - 1_000), last_failure: new Date(NOW - 5_000) });

    expect(jobRuns(both, {}, NOW).runs.map(({ phase }) => phase)).toEqual(['failed', 'succeeded']);
  });

  it('reads times that are written as text or as seconds, and none of the future', () => {
    expect(jobRuns(row({ last_success: '2026-01-05T09:00:00Z' }), {}, NOW).runs[0]?.atMs).toBe(
      NOW - 3_600_000,
    );
    expect(jobRuns(row({ last_success: NOW / 1_000 - 60 }), {}, NOW).runs[0]?.atMs).toBe(NOW - 60_000);
    expect(jobRuns(row({ last_success: new Date(NOW + 60_000) }), {}, NOW).runs[0]?.atMs).toBe(NOW);
    expect(jobRuns(row({ last_success: null }), {}, NOW).runs).toEqual([]);
    expect(jobRuns(row({ last_success: 'yesterday' }), {}, NOW).runs).toEqual([]);
  });

  it('without a time succeeds when it made something else than before', () => {
    const first = jobRuns(row({ count: 5 }), {}, NOW);
    expect(first.runs).toEqual([{ phase: 'succeeded', atMs: NOW, count: 5 }]);
    expect(jobRuns(row({ count: 5 }), first.told, NOW).runs).toEqual([]);
    const emptied = jobRuns(row({ count: 0 }), first.told, NOW);
    expect(emptied.runs).toEqual([]);
    expect(jobRuns(row({ count: 5 }), emptied.told, NOW).runs).toHaveLength(1);
  });
});
