import { describe, expect, it } from 'vitest';
import type { Measurements } from '../../probe.ts';
import type { ProbeError } from '../../probe-error.ts';
import { watchedDatabase } from '../database-probe.ts';
import type { QueryError } from '../session.ts';
import { shippedStatements } from '../shipped-statements.ts';
import { testStatements } from '../test-statements.ts';
import { DamengConfig } from './config.ts';
import { dameng } from './dameng.ts';
import type { DamengDriver } from './driver.ts';
import { damengMake } from './make.ts';
import { openDameng } from './open-session.ts';
import { damengRows } from './test-rows.ts';

const running = new AbortController().signal;
const options = { procPath: '', sysPath: '', now: Date.now };
const statements = shippedStatements('dameng');
const settings = (more: Record<string, unknown> = {}) =>
  DamengConfig.parse({ address: '192.0.2.1', timeout: '1s', ...more });
const limits = { maxRows: 2, timeoutMs: 1_000, signal: running };

interface Failure {
  errCode?: number;
  message: string;
}

interface Server {
  mode?: string;
  refuses?: Failure | 'hang';
  fails?: (sql: string) => Failure | 'hang' | undefined;
}

/** A driver in the shape of `dmdb`. */
function driver({ mode = 'NORMAL', refuses, fails }: Server = {}) {
  const seen = { settings: {} as Readonly<Record<string, unknown>>, rollbacks: 0, closed: 0 };
  const error = ({ errCode, message }: Failure) => Object.assign(new Error(message), { errCode });
  const made: DamengDriver = {
    async getConnection(given) {
      seen.settings = given;
      if (refuses === 'hang') return new Promise(() => {});
      if (refuses) throw error(refuses);
      return {
        rollback: async () => void seen.rollbacks++,
        close: async () => void seen.closed++,
        async execute(sql, _values, wanted) {
          const failure = fails?.(sql);
          if (failure === 'hang') return new Promise(() => {});
          if (failure) throw error(failure);
          const name = statements.find((each) => each.sql === sql)?.name ?? '';
          const many = { columns: ['n'], rows: Array.from({ length: 1_000 }, (_, i) => [i]) };
          const found = sql.includes('SVR_VERSION')
            ? {
                columns: ['version', 'mode'],
                rows: [['DM Database Server x64 V8.1.3.100-Build(2023.11.20)', mode]],
              }
            : (damengRows[name] ?? many);
          const rows = found.rows.slice(0, wanted?.maxRows) as unknown[][];
          return {
            metaData: found.columns.map((column) => ({ name: column.toUpperCase() })),
            resultSet: { getRows: async (count) => rows.slice(0, count), close: async () => {} },
          };
        },
      };
    },
  };
  return { seen, load: () => made };
}

async function collect(server: Server, leave_out: readonly string[] = []): Promise<Measurements> {
  const { load } = driver(server);
  const make = {
    ...damengMake,
    open: (...asked: Parameters<typeof damengMake.open>) => openDameng(...asked, load),
  };
  const about = { statements, metrics: dameng.metrics };
  return watchedDatabase(make, about, settings({ leave_out }), options).collect(running);
}

const failureOf = (asked: Promise<unknown>): Promise<ProbeError & QueryError> =>
  asked.then(
    () => Promise.reject(new Error('nothing failed')),
    (error) => error,
  );

testStatements(dameng as never, damengRows, /^https:\/\/eco\.dameng\.com\//, (others) =>
  collect({ mode: others.includes('standby') ? 'NORMAL' : 'STANDBY' }, others),
);

describe('a Dameng database', () => {
  it('is signed in to as ward, and never left for another server', async () => {
    const { seen, load } = driver({ mode: 'STANDBY' });
    const session = await openDameng(settings({ password: 'p' }), options, running, load);

    expect(session.facts).toMatchObject({
      product: '达梦 DM',
      numbers: [8, 1, 3, 100],
      words: ['dameng', 'standby'],
    });
    expect(seen.settings).toMatchObject({
      connectString: '192.0.2.1:5236',
      user: 'WARD',
      password: 'p',
      appName: 'ward',
      socketTimeout: 1_000,
      doSwitch: 0,
      rwSeparate: 0,
    });
  });

  it('is asked for no more rows than wanted, and each statement is rolled back', async () => {
    const { seen, load } = driver();
    const session = await openDameng(settings(), options, running, load);
    const read = await session.query('SELECT n FROM t', limits);

    expect([read.rows, read.isCut, read.columns]).toEqual([[[0], [1]], true, ['n']]);
    expect(seen.rollbacks).toBe(2);
    await session.close();
    await session.close();
    expect(seen.closed).toBeGreaterThan(0);
  });

  it.each([
    [{ errCode: -2501, message: '[-2501] 用户名或密码错误' }, 'wrong_secret', /a wrong password/],
    [{ message: 'Invalid username or password' }, 'wrong_secret', /a wrong password/],
    [{ message: '用户被锁定' }, 'wrong_secret', /is locked/],
    [{ message: '登录失败，密码已过期' }, 'wrong_secret', /has expired/],
    [{ message: '超过最大会话数限制' }, 'full', /takes no more sessions/],
    [{ message: 'Exceeded the maximum number of sessions' }, 'full', /takes no more sessions/],
    [{ message: '[-70028] connect ECONNREFUSED 192.0.2.1:5236' }, 'refused', /takes no connection/],
    [{ message: '[-70019] connect timeout' }, 'silent', /let nobody in within 1000 ms/],
    [{ errCode: -6001, message: '[-6001] 网络通信异常' }, 'silent', /no way to/],
  ])('that refuses with %j is told as what it is', async (refuses, state, sentence) => {
    const failure = await failureOf(openDameng(settings(), options, running, driver({ refuses }).load));

    expect([failure.state, failure.message]).toEqual([state, expect.stringMatching(sentence)]);
  });

  it('that lets nobody know is silent', async () => {
    const failure = await failureOf(
      openDameng(settings(), options, running, driver({ refuses: 'hang' }).load),
    );

    expect(failure.state).toBe('silent');
  });

  it.each([
    [{ errCode: -5504, message: '[-5504] 没有[V$TRXWAIT]对象的查询权限' }, 'denied'],
    [{ errCode: -2106, message: '[-2106] 无效的表或视图名[V$BACKUPSET]' }, 'absent'],
    [{ message: 'socket timeout: 网络超时' }, 'too_slow'],
    [{ message: '[-6001] 网络通信异常' }, 'failed'],
  ])('that answers a statement with %j is told as what it is', async (answer, reason) => {
    const fails = (sql: string) => (sql.includes('bad') ? answer : undefined);
    const session = await openDameng(settings(), options, running, driver({ fails }).load);
    const failure = await failureOf(session.query('SELECT bad FROM t', limits));

    expect([failure.reason, failure.message]).toEqual([reason, expect.stringContaining(answer.message)]);
  });

  it('that never answers costs its session', async () => {
    const fails = (sql: string) => (sql.includes('slow') ? 'hang' : undefined);
    const session = await openDameng(settings(), options, running, driver({ fails }).load);
    const failure = await failureOf(session.query('SELECT slow FROM t', { ...limits, timeoutMs: 10 }));

    expect([failure.reason, session.isUsable()]).toEqual(['too_slow', false]);
  });

  it('lets in an account without any right, and names each that is missing', async () => {
    const message = '没有对象的查询权限';
    const failure = await failureOf(collect({ fails: () => ({ message }) }));

    expect([failure.state, failure.message]).toEqual(['denied', expect.stringContaining('GRANT SELECT ON')]);
  });

  it('without its driver says which package is missing, and where it belongs', async () => {
    const probe = dameng.create(settings(), options);

    await expect(probe.collect(running)).rejects.toMatchObject({
      state: 'misconfigured',
      message: expect.stringMatching(/^the driver dmdb is not installed: run npm install dmdb in \//),
    });
    await probe.close();
  });

  it('has a script that makes an account which may read this and no more', async () => {
    const script = (await dameng.grants?.({ user: 'watcher' })) ?? '';

    expect(script).toContain('GRANT SELECT ON V$SESSIONS TO watcher;');
    expect(script).not.toMatch(/GRANT (?:DBA|"?RESOURCE|SOI|VTI)/);
  });
});
