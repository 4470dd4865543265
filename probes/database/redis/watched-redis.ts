import type { MetricDefinition } from '#protocol/metric.ts';
import type { Column } from '#protocol/schema.ts';
import { columnOf } from '../../metrics.ts';
import type { Measurements, Probe, ProbeOptions, Reading } from '../../probe.ts';
import { ProbeError } from '../../probe-error.ts';
import { changedFacts } from '../../snmp/changed-facts.ts';
import { createDeriver } from '../derive.ts';
import type { RedisConfig } from './config.ts';
import { redisMetrics } from './metrics.ts';
import { type Info, numberIn, parseInfo } from './parse-info.ts';
import { clusterReadings, isSentinel, redisReadings, type Told } from './readings.ts';
import { openRedis, type RedisSession, refusal } from './redis-session.ts';
import { RedisError } from './resp.ts';

/** A connection is made anew after this: a password that was changed is seen that way. */
const RENEWED_AFTER_MS = 15 * 60_000;

/** What `explain` wants to know beside the measurements. */
export interface RedisVisit extends Measurements {
  info: Info;
  timings: { step: string; ms: number; values: number }[];
}

/** One Redis over time: `INFO`, and what that does not tell. */
export function watchedRedis(
  config: RedisConfig,
  options: ProbeOptions,
): Probe & { visit(signal: AbortSignal): Promise<RedisVisit> } {
  const definitions = new Map(redisMetrics.map((metric) => [metric.name, metric]));
  const deriver = createDeriver({
    spaceLimits: {},
    memory: options.remember?.('database_spaces'),
    key: `redis ${config.address}:${config.port}`,
  });
  const toTell = changedFacts();
  let columns = new Map<string, Column>();
  let opened: { session: RedisSession; atMs: number } | undefined;

  return {
    collect: visit,
    visit,
    async close() {
      deriver.save(options.now());
      hangUp();
    },
  };

  async function visit(signal: AbortSignal): Promise<RedisVisit> {
    const nowMs = options.now();
    const timings: RedisVisit['timings'] = [];
    const timed = async <Result>(step: string, work: () => Promise<Result>): Promise<Result> => {
      const beganMs = performance.now();
      const result = await work();
      timings.push({ step, ms: performance.now() - beganMs, values: 0 });
      return result;
    };
    try {
      const session = await timed('connect', () => openedSession(nowMs, signal));
      const skipped = session.notes.map((why) => ({ what: 'password', why }));
      let denied = 0;
      const optional = async (what: string, words: readonly string[]) => {
        try {
          return await timed(words.join(' '), () => session.ask(words, signal));
        } catch (error) {
          if (!(error instanceof RedisError)) throw error;
          if (error.word === 'NOPERM') denied++;
          skipped.push({ what, why: whyLeftOut(error, words) });
          return undefined;
        }
      };

      const info = await readInfo(session, signal, timed);
      const told = redisReadings(await withLimit(info, optional), nowMs);
      if (!isSentinel(info)) {
        const length = await optional('length of the slow log', ['SLOWLOG', 'LEN']);
        if (typeof length === 'number') told.push(['redis.slowlog_length', [], length]);
      }
      if (info.get('cluster_enabled') === '1') {
        const cluster = await optional('state of the cluster', ['CLUSTER', 'INFO']);
        if (typeof cluster === 'string') told.push(...clusterReadings(parseInfo(cluster)));
      }
      told.push(
        ['database.connect_seconds', [], session.connectSeconds],
        ['database.rights_missing', [], denied],
      );
      return { info, timings, ...measured(info, told, skipped, nowMs) };
    } catch (error) {
      hangUp();
      if (signal.aborted && !(error instanceof ProbeError))
        throw new ProbeError('silent', 'gave no answer in the time there is for one collection', {
          cause: error,
        });
      throw error;
    }
  }

  function measured(
    info: Info,
    told: readonly Told[],
    skipped: { what: string; why: string }[],
    nowMs: number,
  ): Measurements {
    const before = columns;
    columns = new Map();
    const readings = told.flatMap(([metric, labels, value]): Reading[] => {
      const definition = definitions.get(metric);
      if (definition === undefined) return [];
      const key = [metric, ...labels].join('\u0000');
      const column = before.get(key) ?? columnOf(definition, labels);
      columns.set(key, column);
      return [{ column, value: codeOf(definition, value) }];
    });
    const derived = deriver.derive(readings, () => true, nowMs);
    return {
      readings: [...readings, ...derived],
      facts: toTell([{ kind: 'inventory', key: '', data: redisInventory(info) }], nowMs),
      skipped,
    };
  }

  async function openedSession(nowMs: number, signal: AbortSignal): Promise<RedisSession> {
    const isOld =
      opened !== undefined && !(nowMs - opened.atMs >= 0 && nowMs - opened.atMs < RENEWED_AFTER_MS);
    if (isOld || !opened?.session.isUsable()) hangUp();
    opened ??= { session: await openRedis(config, options, signal), atMs: nowMs };
    return opened.session;
  }

  function hangUp(): void {
    opened?.session.close();
    opened = undefined;
  }

  async function readInfo(
    session: RedisSession,
    signal: AbortSignal,
    timed: <Result>(step: string, work: () => Promise<Result>) => Promise<Result>,
  ): Promise<Info> {
    try {
      const text = await timed('INFO', () => session.ask(['INFO'], signal));
      const info = parseInfo(typeof text === 'string' ? text : '');
      if (info.has('redis_version')) return info;
      throw new ProbeError('not_understood', 'answers INFO without a version: it is no Redis');
    } catch (error) {
      throw error instanceof RedisError ? refusal(error, config) : error;
    }
  }
}

/** Redis before 7 does not tell `maxclients` in `INFO`. */
async function withLimit(
  info: Info,
  optional: (what: string, words: readonly string[]) => Promise<unknown>,
): Promise<Info> {
  if (!Number.isNaN(numberIn(info, 'maxclients'))) return info;
  const answer = await optional('limit of clients', ['CONFIG', 'GET', 'maxclients']);
  const limit = Array.isArray(answer) ? answer[1] : undefined;
  return typeof limit === 'string' ? new Map([...info, ['maxclients', limit]]) : info;
}

function codeOf({ states = {} }: MetricDefinition, value: number | string): number {
  return typeof value === 'number' ? value : (states[value]?.code ?? Number.NaN);
}

/** A missing right with the command that gives it; another refusal as the server says it. */
function whyLeftOut({ word, message }: RedisError, words: readonly string[]): string {
  const right = `+${words.slice(0, 2).join('|').toLowerCase()}`;
  if (word === 'NOPERM') return `needs the right ${right}: ACL SETUSER <account> ${right}`;
  return `the server does not answer ${words.join(' ')}: ${message.slice(0, 120)}`;
}

/** What the server is; Valkey calls itself Redis for old clients, and says so besides. */
export function redisInventory(info: Info) {
  const isValkey = info.has('valkey_version') || info.get('server_name') === 'valkey';
  const product = isSentinel(info) ? 'Redis Sentinel' : isValkey ? 'Valkey' : 'Redis';
  const version = info.get('valkey_version') ?? info.get('redis_version') ?? '';
  return { profile: '', kind: 'database', vendor: product, model: version, product, version };
}
