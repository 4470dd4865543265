import type { MetricDefinition } from '#protocol/metric.ts';
import type { Column } from '#protocol/schema.ts';
import { databaseMetrics } from '#protocol/vocabulary/database.ts';
import { columnOf } from '../metrics.ts';
import type { Fact, Measurements, Probe, ProbeOptions, Reading } from '../probe.ts';
import { ProbeError } from '../probe-error.ts';
import { changedFacts } from '../snmp/changed-facts.ts';
import { createDeriver } from './derive.ts';
import { fitting } from './fits.ts';
import { keptConnection } from './kept-connection.ts';
import type { DatabaseMake } from './make.ts';
import { createPart, type Part } from './part.ts';
import type { DatabaseSession } from './session.ts';
import type { DatabaseSettings } from './settings.ts';
import type { Statement } from './statement.ts';

/** What a make brings besides its connection. */
export interface DatabaseAbout {
  statements: readonly Statement[];
  /** Of everything that its statements may send. */
  metrics: readonly MetricDefinition[];
}

/**
 * One database over time:  connection, kept ─► each statement that is due ─► readings ─► what is derived of them
 * It fails as a whole when the connection cannot be made or breaks, when its time is over, and when no right is there
 * to read anything. `sinceMs`: a clock that never jumps, for the time to connect.
 */
export function watchedDatabase<Config extends DatabaseSettings>(
  make: DatabaseMake<Config>,
  { statements, metrics }: DatabaseAbout,
  config: Config,
  options: ProbeOptions,
  sinceMs: () => number = () => performance.now(),
): Probe & { lastTimings(): { step: string; ms: number; values: number }[] } {
  const definitions = new Map(metrics.map((metric) => [metric.name, metric]));
  const asked = statements.filter(({ name }) => !config.leave_out.includes(name));
  const own = ownColumns();
  const deriver = createDeriver({
    spaceLimits: config.space_limits,
    memory: options.remember?.('database_spaces'),
    key: `${make.name} ${config.address}:${config.port ?? ''}`,
  });
  const toTell = changedFacts();
  const timings: { step: string; ms: number; values: number }[] = [];
  const connection = keptConnection(open, prepare);
  let connectSeconds = Number.NaN;
  let parts: readonly Part[] = [];
  let role: number | undefined;

  return {
    async collect(signal) {
      timings.length = 0;
      const nowMs = options.now();
      const session = await connection.session(nowMs, signal);
      const trouble = await askDue(session, nowMs, signal);
      const read = trouble ? parts.filter(({ askedAtMs }) => askedAtMs === nowMs) : parts;
      const measurements = compose(session, read, nowMs);
      if (trouble !== undefined)
        throw new ProbeError(trouble.state, trouble.message, { cause: trouble.cause, measurements });
      if (read.length > 0 && read.every(({ failure }) => failure?.reason === 'denied'))
        throw new ProbeError('denied', `the account may read nothing: ${read[0]?.skipped[0]?.why}`, {
          measurements,
        });
      followRole(measurements.readings);
      return measurements;
    },
    async close() {
      deriver.save(options.now());
      await connection.close();
    },
    lastTimings: () => timings,
  };

  async function open(signal: AbortSignal): Promise<DatabaseSession> {
    const beganMs = sinceMs();
    const session = await make.open(config, options, signal);
    const tookMs = sinceMs() - beganMs;
    connectSeconds = tookMs / 1_000;
    timings.push({ step: 'connect', ms: tookMs, values: 0 });
    return session;
  }

  /** What was learned of a statement outlives the connection. */
  function prepare({ facts }: DatabaseSession): void {
    const fit = fitting(asked, facts);
    const before = new Map(parts.map((part) => [part.statement.name, part]));
    parts = fit.map((one) => before.get(one.name) ?? createPart(one, definitions));
  }

  /** One after the other, what waits longest first. Resolves with what ended it early. */
  async function askDue(
    session: DatabaseSession,
    nowMs: number,
    signal: AbortSignal,
  ): Promise<ProbeError | undefined> {
    const due = parts.filter((part) => part.isDue(nowMs)).sort((a, b) => a.askedAtMs - b.askedAtMs);
    const user = config.user ?? 'ward';
    let answers = 0;
    for (const part of due) {
      const { shape } = part.statement;
      const beganMs = sinceMs();
      const isAnswered = await part.ask(session, {
        nowMs,
        timeoutMs: config.timeout,
        signal,
        shape: shape === undefined ? undefined : make.shapes?.[shape],
        user,
      });
      timings.push({
        step: part.statement.name,
        ms: sinceMs() - beganMs,
        values: part.readings(nowMs).length,
      });
      if (isAnswered || session.isUsable()) answers++;
      if (session.isUsable() && !signal.aborted) continue;
      await connection.close();
      return broken(part, answers, signal);
    }
    return undefined;
  }

  function broken({ failure, statement }: Part, answers: number, signal: AbortSignal): ProbeError {
    const cause = failure;
    if (answers === 0) {
      const why = signal.aborted
        ? 'gave no answer in the time there is for one collection'
        : failure?.message;
      return new ProbeError('silent', `the connection stands, and the server ${why ?? 'broke it'}`, {
        cause,
      });
    }
    if (signal.aborted) {
      const message = `not all was read in the time there is; it was over at ${statement.name}: a longer interval gives more`;
      return new ProbeError('too_slow', message, { cause });
    }
    return new ProbeError('silent', `the connection broke at ${statement.name}: ${failure?.message ?? ''}`, {
      cause,
    });
  }

  function compose(session: DatabaseSession, read: readonly Part[], nowMs: number): Measurements {
    const asked = read.flatMap((part) => part.readings(nowMs));
    const fresh = read.filter(({ askedAtMs }) => askedAtMs === nowMs);
    const isFresh = (column: Column) => fresh.some((part) => part.has(column));
    const limited = asked.map((reading) => withLimit(reading, config.space_limits));
    const denied = parts.filter(({ failure }) => failure?.reason === 'denied').length;
    const facts = fresh.flatMap((part) => part.facts);
    return {
      readings: [
        { column: own.connect, value: connectSeconds },
        { column: own.rights, value: denied },
        ...limited,
        ...deriver.derive(limited, isFresh, nowMs),
      ],
      facts: toTell([inventory(session), ...facts], nowMs),
      skipped: read.flatMap(({ skipped }) => skipped),
    };
  }

  /** What is asked depends on the role; a server that changed it is looked at anew. */
  function followRole(readings: readonly Reading[]): void {
    const told = readings.find(({ column }) => column.metric === 'database.role')?.value;
    if (told === undefined || Number.isNaN(told)) return;
    if (role !== undefined && role !== told) connection.renew();
    role = told;
  }
}

function ownColumns(): { connect: Column; rights: Column } {
  const column = (name: string) =>
    columnOf(databaseMetrics.find((each) => each.name === name) as MetricDefinition);
  return { connect: column('database.connect_seconds'), rights: column('database.rights_missing') };
}

/** A limit in the settings counts more than what the database believes. */
function withLimit(reading: Reading, limits: Readonly<Record<string, number>>): Reading {
  const { metric, labels } = reading.column;
  const limit = metric === 'database_space.limit_bytes' ? limits[labels.space ?? ''] : undefined;
  return limit === undefined ? reading : { column: reading.column, value: limit };
}

function inventory({ facts: { product, version, words } }: DatabaseSession): Fact {
  // Without a profile: a device that has one knows itself better.
  const data = {
    profile: '',
    kind: 'database',
    vendor: product,
    model: version,
    product,
    version,
    words: [...words],
  };
  return { kind: 'inventory', key: '', data };
}
