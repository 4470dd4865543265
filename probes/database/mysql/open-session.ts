import type { ProbeOptions } from '../../probe.ts';
import { ProbeError } from '../../probe-error.ts';
import { type DatabaseSession, QueryError, type ServerFacts } from '../session.ts';
import type { MysqlConfig } from './config.ts';
import { signIn } from './connect.ts';
import { type MysqlFailure, signInError } from './failure.ts';
import { type Bounds, type Questions, questionsOn } from './questions.ts';
import { serverFacts } from './server-facts.ts';

/** Opens one session; see `DatabaseSession` for what it promises. */
export async function openMysql(
  config: MysqlConfig,
  options: ProbeOptions,
  signal: AbortSignal,
): Promise<DatabaseSession> {
  const { connection, stream } = await signIn(config, options, signal);
  const questions = questionsOn(connection, stream);
  const { isUsable, close } = questions;
  try {
    const bounds = { maxRows: 10, timeoutMs: config.timeout, signal };
    const facts = await greet(questions, bounds);
    const limit = await settle(questions, bounds, facts);
    return {
      facts,
      async query(sql, asked) {
        await limit(asked);
        return questions.ask(sql, asked);
      },
      isUsable,
      close,
    };
  } catch (error) {
    await close();
    if (signal.aborted || !(error instanceof QueryError)) throw error;
    if (error.reason === 'too_slow')
      throw new ProbeError('silent', 'lets in, and answers not even the first question', { cause: error });
    throw numberOf(error) === undefined
      ? new ProbeError('silent', error.message, { cause: error })
      : signInError(error.cause, config.user);
  }
}

/** What statements need to know of the server, each with the question that finds it out. */
const WORDS: Readonly<Record<string, string>> = {
  performance_schema: 'SELECT @@global.performance_schema',
  binlog: 'SELECT @@global.log_bin',
  galera: 'SELECT @@global.wsrep_on',
  group_replication:
    "SELECT COUNT(*) FROM performance_schema.replication_group_members WHERE member_state <> 'OFFLINE'",
  has_replicas: "SELECT COUNT(*) FROM information_schema.processlist WHERE command LIKE 'Binlog Dump%'",
  sys_tenant: "SELECT EFFECTIVE_TENANT() = 'sys'",
  mariadb_backup_history: hasTable('mysql', 'mariadb_backup_history'),
  xtrabackup_history: hasTable('PERCONA_SCHEMA', 'xtrabackup_history'),
  backup_history: hasTable('mysql', 'backup_history'),
};

async function greet({ ask, setZone }: Questions, bounds: Bounds): Promise<ServerFacts> {
  const [row] = (await ask('SELECT VERSION(), @@version_comment', bounds)).rows;
  const first = async (sql: string) => Number((await tolerated(ask(sql, bounds)))?.rows[0]?.[0] ?? 0);
  setZone(zoneOf(await first('SELECT TIMESTAMPDIFF(MINUTE, UTC_TIMESTAMP(), NOW())')));
  const more: string[] = [];
  for (const [word, sql] of Object.entries(WORDS)) if ((await first(sql)) > 0) more.push(word);
  return serverFacts({ version: String(row?.[0] ?? ''), comment: String(row?.[1] ?? ''), words: more });
}

function hasTable(schema: string, name: string): string {
  return `SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = '${schema}' AND table_name = '${name}'`;
}

/** Makes the session harmless; returns what bounds each statement on the server. */
async function settle({ ask }: Questions, bounds: Bounds, { words }: ServerFacts) {
  // Not every relative knows every setting, and none is worth a sign-in.
  const knows = async (setting: string) =>
    (await tolerated(ask(`SET SESSION ${setting}`, bounds))) !== undefined;
  await knows('TRANSACTION READ ONLY');
  await knows('lock_wait_timeout = 2');
  const rowLimit = (rows: number) => `sql_select_limit = ${rows}`;
  const timeLimit = timeLimitOf(words);
  const knowsRows = await knows(rowLimit(bounds.maxRows));
  const knowsTime = await knows(timeLimit(bounds.timeoutMs));
  let before = '';
  /** Said only when it differs from what was said before. */
  return async ({ maxRows, timeoutMs, signal }: Bounds): Promise<void> => {
    const wanted = [
      ...(knowsRows ? [rowLimit(maxRows + 1)] : []),
      ...(knowsTime ? [timeLimit(inSteps(timeoutMs))] : []),
    ].join(', ');
    if (wanted === before || wanted === '') return;
    await ask(`SET SESSION ${wanted}`, { maxRows: 1, timeoutMs, signal });
    before = wanted;
  };
}

function timeLimitOf(words: readonly string[]): (ms: number) => string {
  if (words.includes('mariadb')) return (ms) => `max_statement_time = ${ms / 1_000}`;
  if (words.includes('oceanbase')) return (ms) => `ob_query_timeout = ${ms * 1_000}`;
  return (ms) => `max_execution_time = ${ms}`;
}

/** What is left of a collection shrinks with each statement; saying that each time would double the questions. */
function inSteps(ms: number): number {
  const step = ms < 1_000 ? 100 : 1_000;
  return Math.max(step, Math.floor(ms / step) * step);
}

function zoneOf(minutes: number): string {
  const digits = (count: number) => String(Math.floor(count)).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${digits(Math.abs(minutes) / 60)}:${digits(Math.abs(minutes) % 60)}`;
}

/** Undefined where the server answers that it does not know such a thing. */
async function tolerated<Answer>(answer: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await answer;
  } catch (error) {
    const number = error instanceof QueryError ? numberOf(error) : undefined;
    // 1820: nothing at all is answered before the password is a new one.
    if (number === undefined || number === 1820) throw error;
    return undefined;
  }
}

function numberOf(error: QueryError): number | undefined {
  return ((error.cause ?? {}) as MysqlFailure).errno;
}
