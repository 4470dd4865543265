import type { ProbeOptions } from '../../probe.ts';
import { ProbeError } from '../../probe-error.ts';
import { type DatabaseSession, QueryError, type Rows } from '../session.ts';
import { boundedQuery } from './bounded-query.ts';
import type { PostgresConfig } from './config.ts';
import { type SignedIn, signIn } from './connect.ts';
import { type PostgresFailure, queryError } from './failure.ts';
import { serverFacts } from './server-facts.ts';
import { withSysNames } from './sys-names.ts';

/** What one answer may bring; the connection is cut beyond it. */
const MOST_BYTES = 16 * 1024 * 1024;
/** The server has its own limit for a statement; one that does not keep it hangs. */
const GRACE_MS = 1_000;
const MOST_PARSED = 100;
/** `feature_not_supported`: of a parsed statement, that its result has another form now. */
const CHANGED_RESULT = '0A000';

/** Connects, signs in, and finds out what is there. */
export async function openSession(
  config: PostgresConfig,
  options: ProbeOptions,
  signal: AbortSignal,
): Promise<DatabaseSession> {
  const { client, inside, parameters }: SignedIn = await signIn(config, options, signal);
  let isUsable = true;
  let bytes = 0;
  let isTooMuch = false;
  /** What the server keeps parsed, by its text: parsing costs it more than answering. */
  const parsed = new Map<string, string>();
  let names = 0;
  client.once('end', () => {
    isUsable = false;
  });
  inside.stream.on('data', (data: Buffer) => {
    bytes += data.length;
    if (bytes <= MOST_BYTES) return;
    isTooMuch = true;
    cut();
  });
  const session = { timeoutMs: config.timeout, maxRows: 1, signal };
  try {
    const facts = serverFacts(
      {
        version: await oneText('SELECT version()'),
        serverVersion: parameters.get('server_version') ?? '',
        isReplica: (await oneText('SELECT pg_is_in_recovery()').catch(orElse('false'))) === 'true',
        isRenamed: (await oneText('SELECT 1 FROM pg_catalog.pg_class LIMIT 1').catch(orElse(''))) === '',
      },
      config.product,
    );
    const isRenamed = facts.words.includes('sys_catalog');
    return {
      facts,
      query: (sql, asked) => query(isRenamed ? withSysNames(sql) : sql, asked),
      isUsable: () => isUsable,
      async close() {
        if (!isUsable) return;
        isUsable = false;
        // It says goodbye, and does not wait for somebody who is not there any more.
        client.end().catch(() => {});
        setTimeout(cut, 500).unref();
      },
    };
  } catch (error) {
    cut();
    if (signal.aborted) throw signal.reason;
    if (error instanceof ProbeError) throw error;
    throw new ProbeError('failed', `signed in, and then: ${(error as Error).message}`, { cause: error });
  }

  async function query(
    sql: string,
    { maxRows, timeoutMs, signal, values }: Parameters<DatabaseSession['query']>[1],
  ): Promise<Rows> {
    if (!isUsable) throw new QueryError('failed', 'the connection is gone');
    if (signal.aborted) throw new QueryError('too_slow', 'the time was over before it was asked');
    bytes = 0;
    isTooMuch = false;
    const known = parsed.get(sql);
    const name = known ?? `ward_${++names}`;
    const asked = boundedQuery(sql, {
      maxRows,
      values,
      name,
      isParsed: known !== undefined,
      timeZone: () => parameters.get('TimeZone') ?? 'UTC',
    });
    const giveUp = (reason: QueryError['reason'], why: string) => {
      asked.fail(new QueryError(reason, why));
      cut();
    };
    const timer = setTimeout(
      () => giveUp('too_slow', `gave no answer within ${timeoutMs + GRACE_MS} ms`),
      timeoutMs + GRACE_MS,
    );
    const onAbort = () => giveUp('too_slow', 'gave no answer in the time there is for one collection');
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      client.query(asked as never);
      const rows = await asked.rows;
      if (parsed.size < MOST_PARSED) parsed.set(sql, name);
      return rows;
    } catch (error) {
      parsed.delete(sql);
      // A table has other columns than when its query was parsed.
      const isStale = known !== undefined && (error as PostgresFailure).code === CHANGED_RESULT;
      if (isStale) return await query(sql, { maxRows, timeoutMs, signal, ...(values && { values }) });
      if (isTooMuch)
        throw new QueryError('failed', `more than ${MOST_BYTES / 1024 ** 2} MB; nothing of it is read`);
      if (isFatal(error)) cut();
      throw queryError(error);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    }
  }

  async function oneText(sql: string): Promise<string> {
    const { rows } = await query(sql, session);
    return String(rows[0]?.[0] ?? '');
  }

  function orElse(text: string): (error: unknown) => string {
    return (error) => {
      if (error instanceof QueryError && error.reason === 'absent') return text;
      throw error;
    };
  }

  function cut(): void {
    isUsable = false;
    inside.stream.destroy();
  }
}

/** The server ends the session with its error, or there is no server any more. */
function isFatal(error: unknown): boolean {
  const { severity } = error as { severity?: string };
  return (
    !(error instanceof QueryError) &&
    severity !== 'ERROR' &&
    !/^57014|^[0-4]/.test((error as PostgresFailure).code ?? '')
  );
}
