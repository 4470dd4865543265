import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ProbeType } from '#probes/probe.ts';
import { ProbeError } from '#probes/probe-error.ts';
import { probeStateCode } from '#protocol/probe-state.ts';
import { sealFor, sealingSubject } from '#protocol/sealing.ts';
import type { Assignment, Check, Hello } from '#protocol/session.ts';
import { describeWith } from '#scripts/servers/unavailable.ts';
import { type Agent, type AgentOptions, startAgent } from '../agent.ts';
import { type AgentConfig, readAgentConfig } from '../config/config.ts';
import { createLog } from '../log.ts';
import { outwardProbe, testColumn } from '../test-probes.ts';
import { startTestCollector, type TestCollector } from '../uplink/test-collector.ts';
import { UPLINK_TIMES } from '../uplink/uplink.ts';

const run = promisify(execFile);
const IDENTITY = { agent: 'agent-1', target: 'target-1', key: 'the-key', tokenHash: '' };
const LOAD = testColumn('device.load');
const OWN = { name: 'ups-1', address: '10.0.0.1', kind: 'ups', every: '1s', snmp: { secret: 'own-secret' } };

let folder: string;
let collector: TestCollector;
let running: Agent[];
let logged: string[];
/** Address and secret of each question. */
let asked: string[];

const snmp = outwardProbe('snmp', ({ address, secret }) => {
  asked.push(`${address} ${secret}`);
  if (secret === 'wrong-secret') throw new ProbeError('wrong_secret', `${secret} is not accepted`);
  return { readings: [{ column: LOAD, value: 5 }] };
});

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ward-zone-'));
  collector = await startTestCollector();
  running = [];
  logged = [];
  asked = [];
});

afterEach(async () => {
  for (const agent of running) await agent.stop(0);
  await collector.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('an agent with a zone', () => {
  test('names its zone and its sealing key, and asks what it is told to, with secrets sealed for it', async () => {
    await start();
    await until(() => collector.hellos.length === 1);
    expect(collector.hellos[0]).toMatchObject({ zone: '三楼', sealingKey: expect.stringMatching(/^.{43}$/) });

    collector.tell(assignment(1, [target('t1', '10.0.0.2', { sealed: seal('{"secret":"s3cret"}', 't1') })]));
    await until(() => framesOf('t1').length >= 2);

    expect(asked).toContain('10.0.0.2 s3cret');
    expect(framesOf('t1')[0]?.values).toEqual([5, 1, expect.any(Number), probeStateCode('ok')]);
    expect(logged.join()).not.toContain('s3cret');
    expect(readFileSync(join(folder, 'assignment.json'), 'utf8')).not.toContain('s3cret');
  });

  test('goes on with what it was assigned after a restart without a collector', async () => {
    const first = await start();
    await until(() => collector.hellos.length === 1);
    collector.tell(assignment(1, [target('t1', '10.0.0.2', { sealed: seal('{"secret":"s3cret"}', 't1') })]));
    await until(() => asked.length > 0);
    await first.stop(500);
    await collector.close();
    asked = [];

    await start();

    await until(() => asked.includes('10.0.0.2 s3cret'));
  });

  test('whose key is lost asks for its assignment again, since nothing in it can be opened', async () => {
    const first = await start();
    await until(() => collector.hellos.length === 1);
    collector.tell(assignment(1, [target('t1', '10.0.0.2', { sealed: seal('{"secret":"old"}', 't1') })]));
    await until(() => asked.includes('10.0.0.2 old'));
    await first.stop(500);
    rmSync(join(folder, 'sealing.key'));

    await start();
    await until(() => collector.hellos.length === 2);

    const { assignment: revision, sealingKey = '' } = collector.hellos[1] as Hello;
    expect(revision).toBe(0);
    const sealed = sealFor(sealingKey, '{"secret":"new"}', 't1');
    collector.tell(assignment(1, [target('t1', '10.0.0.2', { sealed })]));
    await until(() => asked.includes('10.0.0.2 new'));
  });

  test('that has become another agent forgets what the one before was told to ask', async () => {
    const renewIdentity = async () => ({ ...IDENTITY, agent: 'agent-2', key: 'another-key' });
    await start([snmp], {}, { renewIdentity });
    await until(() => collector.hellos.length === 1);
    collector.tell(assignment(1, [target('t1', '10.0.0.2')]));
    await until(() => asked.length > 0 && existsSync(join(folder, 'assignment.json')));

    collector.key = 'another-key';
    collector.cut();
    await until(() => collector.hellos.length === 2);

    expect(collector.hellos[1]?.assignment).toBe(0);
    expect(existsSync(join(folder, 'assignment.json'))).toBe(false);
    await until(() => lastOf('agent.targets') === 0);
  });

  test('names in its report what it does not ask, and why', async () => {
    await start([snmp], { bounds: { addresses: ['10.0.0.0/24'] } });
    await until(() => collector.hellos.length === 1);

    collector.tell(assignment(3, [target('t1', '10.0.1.1'), target('t2', '10.0.0.9')]));
    await until(() => reports().length > 0 && asked.length > 0);

    expect(reports().at(-1)).toEqual({
      revision: 3,
      refused: [
        {
          probe: 'snmp',
          target: 't1',
          why: 'device t1: 10.0.1.1 lies outside of `bounds.addresses` in the agent’s own file, which allows 10.0.0.0/24; widen it there',
        },
      ],
    });
    expect(asked.every((each) => each.startsWith('10.0.0.9'))).toBe(true);
  });

  test('says how its polling is among its own figures', async () => {
    await start();
    await until(() => collector.hellos.length === 1);
    collector.tell(assignment(1, [target('t1', '10.0.0.2')]));

    await until(() => lastOf('agent.polls') === 1);

    expect(lastOf('agent.targets')).toBe(1);
    expect(lastOf('agent.polls_late_p99_seconds')).toBeLessThan(5);
  });
});

describe('targets of the agent’s own file', () => {
  test('are claimed without their secrets, and asked once the collector has named them', async () => {
    await start([snmp], { targets: [OWN] });
    await until(() => collector.claims.length === 1);
    expect(collector.claims[0]?.targets).toEqual([{ name: 'ups-1', address: '10.0.0.1', kind: 'ups' }]);
    expect(asked).toEqual([]);

    collector.tell({ type: 'claimed', targets: [{ name: 'ups-1', id: 'u1' }], refused: [] });

    await until(() => framesOf('u1').length >= 1);
    expect(asked[0]).toBe('10.0.0.1 own-secret');
  });

  test('are asked from the first moment of the next start, and claimed again with each connection', async () => {
    const first = await start([snmp], { targets: [OWN] });
    await until(() => collector.claims.length === 1);
    collector.tell({ type: 'claimed', targets: [{ name: 'ups-1', id: 'u1' }], refused: [] });
    await until(() => framesOf('u1').length >= 1);
    await first.stop(500);
    asked = [];

    await start([snmp], { targets: [OWN] });
    await until(() => asked.length > 0 && collector.claims.length === 2);
    collector.cut();
    await until(() => collector.claims.length === 3);
  });

  test('that are refused are not asked any more, and reported', async () => {
    await start([snmp], { targets: [OWN] });
    await until(() => collector.claims.length === 1);
    collector.tell({ type: 'claimed', targets: [{ name: 'ups-1', id: 'u1' }], refused: [] });
    await until(() => asked.length > 0);

    collector.tell({ type: 'claimed', targets: [], refused: [{ name: 'ups-1', why: 'not of this zone' }] });
    await until(() => reports().some(({ refused }) => refused.length > 0));

    expect(reports().at(-1)?.refused).toEqual([{ probe: 'claim', why: 'ups-1: not of this zone' }]);
    const before = asked.length;
    const seen = framesOf('target-1', 'agent').length;
    // The agent's own frames come every 100 ms, and the target was due once a second.
    await until(() => framesOf('target-1', 'agent').length > seen + 12);
    expect(asked).toHaveLength(before);
  });
});

describe('an agent without a zone', () => {
  test('asks nothing, and says what to do', async () => {
    await start([snmp], { zone: undefined });
    await until(() => collector.hellos.length === 1);
    expect(collector.hellos[0]?.zone).toBeUndefined();

    collector.tell(assignment(1, [target('t1', '10.0.0.2')]));
    collector.tell(check({ address: '10.0.0.2', settings: {} }));
    await until(() => collector.checked.length === 1 && reports().length > 0);

    expect(reports()[0]?.refused[0]).toMatchObject({
      target: 't1',
      why: expect.stringContaining('sets no `zone`'),
    });
    expect(collector.checked[0]).toMatchObject({
      ok: false,
      error: expect.stringContaining('sets no `zone`'),
    });
    expect(asked).toEqual([]);
  });
});

describeWith('snmptrap', 'an agent that receives traps', () => {
  test('gives them to their targets, which it asks at once', async () => {
    const port = await freePort();
    await start([snmp], { traps: { listen: `127.0.0.1:${port}` } });
    await until(() => collector.hellos.length === 1);
    const slow = {
      ...target('t1', '127.0.0.1'),
      polls: [{ probe: 'snmp', everyMs: 3_600_000, settings: {} }],
    };
    collector.tell(assignment(1, [slow]));
    await until(() => asked.length === 1 && logged.some((line) => line.includes('traps are received')));

    const linkDown = '1.3.6.1.6.3.1.1.5.3';
    await run('snmptrap', ['-m', '', '-v2c', '-c', 'public', `127.0.0.1:${port}`, '1', linkDown], {
      env: { ...process.env, SNMP_PERSISTENT_DIR: folder },
    });

    const records = () => collector.records().map(({ json }) => JSON.parse(json));
    await until(() => records().some(({ kind }) => kind === 'trap') && asked.length === 2);
    expect(records().find(({ kind }) => kind === 'trap')).toMatchObject({
      target: 't1',
      key: 'linkDown',
      data: { oid: linkDown, severity: 'warning', source: '127.0.0.1' },
    });
    await until(() => framesOf('t1', 'trap').length === 1);
  });
});

describe('a check of something elsewhere', () => {
  test('is answered with readings, state and reasons', async () => {
    const explaining: ProbeType = {
      ...snmp,
      explain: async (config) => ({
        recognised: {
          profile: 'apc',
          kind: 'ups',
          vendor: 'V',
          model: 'M',
          name: `${(config as { secret: string }).secret.length} letters`,
          why: 'it says so',
        },
        readings: [{ metric: 'ups.load', labels: {}, value: Number.NaN, unit: '%', word: '' }],
        ignored: [{ what: 'x'.repeat(500), why: 'absent' }],
        timings: [],
      }),
    };
    await start([explaining]);
    await until(() => collector.hellos.length === 1);

    const sealed = seal('{"secret":"name-of-it"}', sealingSubject.check('c1'));
    collector.tell(check({ address: '10.0.0.2', settings: {}, sealed }));
    await until(() => collector.checked.length === 1);

    expect(collector.checked[0]).toMatchObject({
      id: 'c1',
      ok: true,
      state: 'ok',
      explanation: {
        recognised: { kind: 'ups', name: '10 letters' },
        readings: [{ metric: 'ups.load', value: null }],
      },
    });
  });

  test('by a probe without reasons brings its readings', async () => {
    await start();
    await until(() => collector.hellos.length === 1);

    collector.tell(check({ address: '10.0.0.2', settings: {} }));
    await until(() => collector.checked.length === 1);

    expect(collector.checked[0]).toMatchObject({
      state: 'ok',
      readings: [{ metric: 'device.load', value: 5 }],
    });
  });

  test.each([
    ['a probe of this machine', { probe: 'cpu' }, {}, 'misconfigured', 'no probe "cpu" that asks targets'],
    ['an address out of bounds', {}, { address: '8.8.8.8' }, 'misconfigured', 'lies outside'],
    ['a setting that does not fit', {}, { settings: { prot: 1 } }, 'misconfigured', 'do not fit'],
    ['a secret for another check', {}, { sealed: 'AAAA' }, 'misconfigured', 'cannot be opened'],
    ['a wrong secret', {}, { settings: { secret: 'wrong-secret' } }, 'wrong_secret', '*** is not accepted'],
  ])('with %s is answered with the reason', async (_what, more, remote, state, error) => {
    await start();
    await until(() => collector.hellos.length === 1);

    collector.tell({ ...check({ address: '10.0.0.2', settings: {}, ...remote }), ...more });
    await until(() => collector.checked.length === 1);

    expect(collector.checked[0]).toMatchObject({ ok: false, state, error: expect.stringContaining(error) });
  });
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1', () => {
      const { port } = socket.address();
      socket.close(() => resolve(port));
    });
  });
}

async function start(
  types: readonly ProbeType[] = [snmp],
  settings: Record<string, unknown> = {},
  more: Partial<AgentOptions> = {},
): Promise<Agent> {
  const agent = await startAgent({
    config: configOf(types, settings),
    types,
    identity: IDENTITY,
    hostname: 'host-1',
    machine: 'machine-1',
    connection: { connectTimeoutMs: 1_000 },
    log: createLog({ write: (line) => logged.push(line), isPretty: false, wallMs: Date.now }),
    wallMs: Date.now,
    monotonicMs: () => Math.round(performance.now()),
    random: () => 0.5,
    times: { ...UPLINK_TIMES, usual: { firstMs: 10, maxMs: 50 } },
    renewIdentity: async () => undefined,
    ...more,
  });
  running.push(agent);
  return agent;
}

function configOf(types: readonly ProbeType[], settings: Record<string, unknown>): AgentConfig {
  const all = { collectors: [collector.url], data: folder, interval: '100ms', zone: '三楼', ...settings };
  const overrides = Object.entries(all)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ({ path: [name], value, from: 'test' }));
  return readAgentConfig(undefined, overrides, types);
}

function assignment(revision: number, targets: Assignment['targets']): Assignment {
  return { type: 'assignment', revision, probes: {}, targets };
}

function target(id: string, address: string, poll: object = {}) {
  const polls = [{ probe: 'snmp', everyMs: 1_000, settings: {}, ...poll }];
  return { id, name: `device ${id}`, address, polls };
}

function check(remote: NonNullable<Check['remote']>): Check {
  return { type: 'check', id: 'c1', probe: 'snmp', timeoutMs: 1_000, remote };
}

function seal(plain: string, subject: string): string {
  return sealFor(collector.hellos[0]?.sealingKey ?? '', plain, subject);
}

function framesOf(id: string, probe = 'snmp') {
  const ids = [...collector.schemas].filter(([, { target, probe: of }]) => target === id && of === probe);
  const known = new Set(ids.map(([schemaId]) => schemaId));
  return collector.frames().filter(({ schemaId }) => known.has(schemaId));
}

/** The newest of the agent's own figures. */
function lastOf(metric: string): number | undefined {
  const own = [...collector.schemas.values()].find(({ probe }) => probe === 'agent');
  const at = own?.columns.findIndex((column) => column.metric === metric) ?? -1;
  return framesOf('target-1', 'agent').at(-1)?.values[at];
}

function reports(): { revision: number; refused: { probe: string; why: string; target?: string }[] }[] {
  const records = collector.records().map(({ json }) => JSON.parse(json));
  return records
    .filter(({ kind, key }) => kind === 'agent_report' && key === 'assignment')
    .map(({ data }) => data);
}

async function until(isTrue: () => boolean): Promise<void> {
  await vi.waitFor(() => expect(isTrue()).toBe(true), { timeout: 8_000, interval: 5 });
}
