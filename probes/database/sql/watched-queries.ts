import { JOB_RUN } from '#protocol/job-run.ts';
import type { Column } from '#protocol/schema.ts';
import { columnOf } from '../../metrics.ts';
import type { Fact, Measurements, Probe, ProbeOptions, Reading } from '../../probe.ts';
import { ProbeError } from '../../probe-error.ts';
import { keptConnection } from '../kept-connection.ts';
import { type DatabaseSession, QueryError } from '../session.ts';
import type { SqlConfig, SqlQuery } from './config.ts';
import { queryStates, sqlMetrics } from './metrics.ts';
import { openDialect } from './open-dialect.ts';
import { queryReader } from './query-rows.ts';
import { jobRuns, type ToldRun } from './query-run.ts';

/** What is due within this share of its time is due: collections are never quite as far apart as they shall be. */
const EARLY_SHARE = 0.1;

/** One query over time. */
interface AskedQuery {
  query: SqlQuery;
  read: ReturnType<typeof queryReader>;
  columns: Readonly<Record<'rows' | 'duration_seconds' | 'state', Column>>;
  askedAtMs: number;
  values: readonly Reading[];
  own: readonly number[];
  skipped: readonly { what: string; why: string }[];
}

/** Asks each query that is due over one kept connection; what one of them lacks does not touch the others. */
export function watchedQueries(
  config: SqlConfig,
  options: ProbeOptions,
  sinceMs: () => number = () => performance.now(),
): Probe & { session(): DatabaseSession | undefined } {
  const memory = options.remember?.('sql_jobs');
  const asked = config.queries.map(newQuery);
  const connection = keptConnection(
    (signal) => openDialect(config, options, signal),
    (session) => {
      current = session;
    },
  );
  let current: DatabaseSession | undefined;
  /** Where nothing is kept it is known for as long as the probe lives. */
  const toldHere = new Map<string, ToldRun>();

  return {
    async collect(signal): Promise<Measurements> {
      const nowMs = options.now();
      const session = await connection.session(nowMs, signal);
      const facts: Fact[] = [];
      const due = asked.filter((one) => isDue(one, nowMs)).sort((a, b) => a.askedAtMs - b.askedAtMs);
      let answers = 0;
      for (const one of due) {
        const failure = await ask(one, session, nowMs, signal, facts);
        if (session.isUsable()) answers++;
        if (session.isUsable() && !signal.aborted) continue;
        await connection.close();
        throw broken(one, failure, answers, signal, measurements(asked, facts, nowMs));
      }
      return measurements(asked, facts, nowMs);
    },
    close: () => connection.close(),
    session: () => current,
  };

  /** Undefined when it answered. */
  async function ask(
    one: AskedQuery,
    session: DatabaseSession,
    nowMs: number,
    signal: AbortSignal,
    facts: Fact[],
  ): Promise<QueryError | undefined> {
    const { query } = one;
    one.askedAtMs = nowMs;
    const beganMs = sinceMs();
    const timeoutMs = Math.min(query.timeout ?? config.timeout, config.timeout);
    try {
      const rows = await session.query(query.sql, { maxRows: query.max_rows, timeoutMs, signal });
      const { readings, problems } = one.read(rows, nowMs);
      const cut = rows.isCut ? [`more than ${query.max_rows} rows; the rest is not read`] : [];
      one.values = readings;
      one.own = [rows.rows.length, (sinceMs() - beganMs) / 1_000, codeOf('ok')];
      one.skipped = [...problems, ...cut].map((why) => ({ what: titleOf(query), why: why.slice(0, 200) }));
      if (query.job) facts.push(...runsOf(query, rows, nowMs));
      return undefined;
    } catch (error) {
      const failure =
        error instanceof QueryError ? error : new QueryError('failed', (error as Error).message);
      one.values = one.values.map(({ column }) => ({ column, value: Number.NaN }));
      one.own = [Number.NaN, Number.NaN, codeOf(failure.reason)];
      one.skipped = [{ what: titleOf(query), why: failure.message.slice(0, 200) }];
      return failure;
    }
  }

  function runsOf(query: SqlQuery, rows: Parameters<typeof jobRuns>[0], nowMs: number): Fact[] {
    const key = `${config.dialect} ${config.address}:${config.port ?? ''} ${query.name}`;
    const before = toldFrom(memory?.get(key) ?? toldHere.get(key));
    const { runs, told } = jobRuns(rows, before, nowMs);
    toldHere.set(key, told);
    if (JSON.stringify(told) !== JSON.stringify(before)) memory?.set(key, { ...told });
    return runs.map((data) => ({ kind: JOB_RUN, key: query.name, data }));
  }
}

function newQuery(query: SqlQuery): AskedQuery {
  const column = (field: string) => {
    const definition = sqlMetrics.find(({ name }) => name === `sql.${field}`);
    if (definition === undefined) throw new Error(`there is no metric sql.${field}`);
    return columnOf(definition, [query.name]);
  };
  return {
    query,
    read: queryReader(query),
    columns: { rows: column('rows'), duration_seconds: column('duration_seconds'), state: column('state') },
    askedAtMs: Number.NEGATIVE_INFINITY,
    values: [],
    own: [Number.NaN, Number.NaN, Number.NaN],
    skipped: [],
  };
}

function isDue({ query, askedAtMs }: AskedQuery, nowMs: number): boolean {
  return nowMs < askedAtMs || nowMs - askedAtMs >= (query.every ?? 0) * (1 - EARLY_SHARE);
}

/** Of queries that were not due what they brought last, with ages that have grown. */
function measurements(asked: readonly AskedQuery[], facts: readonly Fact[], nowMs: number): Measurements {
  const readings = asked.flatMap(({ columns, own, values, askedAtMs }) => [
    { column: columns.rows, value: own[0] as number },
    { column: columns.duration_seconds, value: own[1] as number },
    { column: columns.state, value: own[2] as number },
    ...values.map(({ column, value }) => {
      const isAge = column.labels.field?.endsWith('_age_seconds');
      return { column, value: isAge ? value + Math.max(0, nowMs - askedAtMs) / 1_000 : value };
    }),
  ]);
  return { readings, facts, skipped: asked.flatMap(({ skipped }) => skipped) };
}

function broken(
  { query }: AskedQuery,
  failure: QueryError | undefined,
  answers: number,
  signal: AbortSignal,
  measured: Measurements,
): ProbeError {
  if (signal.aborted && answers > 0) {
    const message = `not all was asked in the time there is; it was over at ${titleOf(query)}`;
    return new ProbeError('too_slow', message, { cause: failure, measurements: measured });
  }
  const message = `the connection broke at ${titleOf(query)}: ${failure?.message ?? 'without a word'}`;
  return new ProbeError('silent', message, { cause: failure, measurements: measured });
}

function titleOf({ name }: SqlQuery): string {
  return name === '' ? 'the query' : `query ${name}`;
}

function codeOf(word: string): number {
  return queryStates[word]?.code ?? Number.NaN;
}

function toldFrom(written: unknown): ToldRun {
  return typeof written === 'object' && written !== null ? (written as ToldRun) : {};
}
