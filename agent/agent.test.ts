import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ProbeType } from '#probes/probe.ts';
import { ITEM } from '#protocol/frame.ts';
import { type Agent, type AgentOptions, startAgent } from './agent.ts';
import { type AgentConfig, readAgentConfig } from './config/config.ts';
import { createLog } from './log.ts';
import { constantProbe, testColumn, testProbeType } from './test-probes.ts';
import { startTestCollector, type TestCollector } from './uplink/test-collector.ts';
import { UPLINK_TIMES } from './uplink/uplink.ts';

const IDENTITY = { agent: 'agent-1', target: 'target-1', key: 'the-key', tokenHash: '' };

let folder: string;
let collector: TestCollector;
let running: Agent[];
let logged: string[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ward-agent-'));
  collector = await startTestCollector();
  running = [];
  logged = [];
});

afterEach(async () => {
  for (const agent of running) await agent.stop(0);
  await collector.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('an agent', () => {
  test('measures again and again and sends every tick as one message', async () => {
    await start([constantProbe('a'), constantProbe('b')]);

    await until(() => framesOf('a').length >= 3);

    const [first] = framesOf('b');
    expect(first?.values.slice(0, 2)).toEqual([1, 1]);
    const messageOfA = framesOf('a').map(({ message }) => message);
    expect(framesOf('b').map(({ message }) => message)).toEqual(messageOfA.slice(0, framesOf('b').length));
    expect(schemaOf('a')).toMatchObject({ target: 'target-1', intervalMs: 100 });
  });

  test('says what it costs itself', async () => {
    await start([]);

    await until(() => framesOf('agent').length >= 2);

    const columns = schemaOf('agent')?.columns.map(({ metric }) => metric) ?? [];
    const values = framesOf('agent').at(-1)?.values ?? [];
    expect(values[columns.indexOf('agent.resident_bytes')]).toBeGreaterThan(1e6);
    expect(values[columns.indexOf('agent.cpu_seconds_total')]).toBeGreaterThan(0);
    expect(values[columns.indexOf('agent.outbox_writable')]).toBe(1);
    expect(values[columns.indexOf('probe.success')]).toBe(1);
  });

  test('goes on when a probe fails or hangs, and says which and why', async () => {
    const broken = testProbeType('broken', () => Promise.reject(new Error('no such device')));
    const hanging = testProbeType('hanging', () => new Promise(() => {}), { timeoutMs: 50 });
    await start([broken, hanging, constantProbe('well')]);

    await until(() => framesOf('well').length >= 5 && framesOf('hanging').length === 1);

    expect(framesOf('broken').length).toBeGreaterThan(2);
    expect(framesOf('broken').every(({ values: [success] }) => success === 0)).toBe(true);
    const reports = collector.records().map(({ json }) => JSON.parse(json));
    expect(reports).toContainEqual({
      target: 'target-1',
      kind: 'agent_report',
      key: 'broken',
      data: { probe: 'broken', ok: false, error: 'no such device', skipped: [] },
    });
    expect(reports.some(({ key, data }) => key === 'hanging' && data.error.includes('no answer'))).toBe(true);
    // The one that hangs is not called again on top of itself, and that is counted.
    const skipped =
      schemaOf('agent')?.columns.findIndex(({ metric }) => metric === 'agent.skipped_runs_total') ?? 0;
    await until(() => (framesOf('agent').at(-1)?.values[skipped] ?? 0) > 0);
    expect(framesOf('hanging')).toHaveLength(1);
  });

  test('loses nothing when it is stopped without a collector and started again with one', async () => {
    const { url } = collector;
    await collector.close();
    const first = await start([constantProbe('a')]);
    const segment = join(folder, 'outbox', '000000000001.seg');
    await until(() => existsSync(segment) && statSync(segment).size > 3_000);
    await first.stop(0);
    collector = await startTestCollector(Number(new URL(url).port));

    await start([constantProbe('a')]);
    await until(() => new Set(collector.arrived.map(({ epoch }) => epoch)).size === 2);
    await until(() => collector.durable.get(oldEpoch())?.toRanges().length === 1);

    const [[from] = [0]] = collector.durable.get(oldEpoch())?.toRanges() ?? [];
    expect(from).toBe(1);
    expect(collector.arrived.filter(({ epoch, isDuplicate }) => epoch === oldEpoch() && isDuplicate)).toEqual(
      [],
    );

    function oldEpoch(): string {
      return collector.arrived.find(({ isBacklog }) => isBacklog)?.epoch ?? '';
    }
  });

  test('does not say its schemas again after a restart, and does when the collector has forgotten them', async () => {
    const first = await start([constantProbe('a')]);
    await until(() => framesOf('a').length >= 1);
    await first.stop(1_000);
    const sent = schemaItems();

    const second = await start([constantProbe('a')]);
    await until(() => framesOf('a').some(({ epoch }) => epoch === collector.hellos[1]?.epoch));
    expect(schemaItems()).toBe(sent);
    await second.stop(1_000);

    collector.schemas.clear();
    await start([constantProbe('a')]);
    await until(() => framesOf('a').some(({ epoch }) => epoch === collector.hellos[2]?.epoch));
    expect(schemaItems()).toBeGreaterThan(sent);

    function schemaItems(): number {
      return collector.arrived.filter(({ kind }) => kind === ITEM.schema).length;
    }
  });

  test('keeps its rhythm and says so when the clock of the machine is set', async () => {
    let offsetMs = 0;
    await start([constantProbe('a')], { wallMs: () => Date.now() + offsetMs });
    await until(() => framesOf('a').length >= 2);

    offsetMs = -3_600_000;
    const before = framesOf('a').length;
    await until(() => framesOf('a').length >= before + 3);

    const last = framesOf('a').at(-1)?.timeMs ?? 0;
    expect(Date.now() - last).toBeGreaterThan(3_590_000);
    expect(logged.filter((line) => line.includes('clock of this machine was set'))).toHaveLength(1);
  });
});

describe('what a collector asks for', () => {
  test('an assignment takes effect at once, is reported, and is in force again after a restart', async () => {
    let closed = 0;
    const types = [constantProbe('a', { onClose: () => closed++ }), constantProbe('b')];
    const agent = await start(types);
    await until(() => framesOf('a').length >= 1);

    collector.tell({ type: 'assignment', revision: 5, probes: { a: { value: 42 }, b: false, oracle: {} } });
    await until(() => framesOf('a').some(({ values: [value] }) => value === 42));

    expect(closed).toBe(1);
    const reports = () => collector.records().map(({ json }) => JSON.parse(json));
    await until(() => reports().some(({ key }) => key === 'assignment'));
    expect(reports().find(({ key }) => key === 'assignment')?.data).toEqual({
      revision: 5,
      refused: [{ probe: 'oracle', why: 'this agent has no such probe' }],
    });

    await agent.stop(1_000);
    const seen = framesOf('b').length;
    await start(types);
    await until(() => collector.hellos.length === 2);
    expect(collector.hellos[1]?.assignment).toBe(5);
    await until(() => framesOf('a').at(-1)?.values[0] === 42);
    expect(framesOf('b')).toHaveLength(seen);
  });

  test('an assignment beyond the bounds of the agent’s own file is not done', async () => {
    await start([constantProbe('a')], {}, { bounds: { probes: [] } });
    await until(() => framesOf('a').length >= 1);

    collector.tell({ type: 'assignment', revision: 1, probes: { a: { value: 42 } } });
    await until(() => collector.records().some(({ json }) => json.includes('beyond the bounds')));

    expect(framesOf('a').every(({ values: [value] }) => value === 1)).toBe(true);
  });

  test('a check is answered with readings, by a probe of its own', async () => {
    let closed = 0;
    const calls: number[] = [];
    const type = testProbeType(
      'a',
      (call) => {
        calls.push(call);
        return { readings: [{ column: testColumn('a.value', { n: '1' }), value: Number.NaN }] };
      },
      { every: { ms: 3_600_000 }, onClose: () => closed++ },
    );
    await start([type]);
    await until(() => framesOf('a').length === 1);

    collector.tell({ type: 'check', id: 'c1', probe: 'a', timeoutMs: 1_000 });
    await until(() => collector.checked.length === 1);

    expect(collector.checked[0]).toMatchObject({
      id: 'c1',
      ok: true,
      readings: [{ metric: 'a.value', labels: { n: '1' }, value: null }],
    });
    expect(calls).toEqual([1, 1]);
    await until(() => closed === 1);
  });

  test('a check of something that is not here is answered with the reason', async () => {
    await start([constantProbe('elsewhere', { platforms: ['aix'] })]);
    await until(() => collector.hellos.length === 1);

    collector.tell({ type: 'check', id: 'c1', probe: 'nothing', timeoutMs: 1_000 });
    collector.tell({ type: 'check', id: 'c2', probe: 'elsewhere', timeoutMs: 1_000 });
    await until(() => collector.checked.length === 2);

    const errors = collector.checked.map(({ ok, error }) => [ok, error]);
    expect(errors).toContainEqual([false, 'this agent has no probe "nothing"']);
    expect(errors).toContainEqual([false, `"elsewhere" does not work on ${process.platform}`]);
  });

  test('another target than the one of the enrolment is taken over and kept', async () => {
    const agent = await start([constantProbe('a')]);
    await until(() => framesOf('a').length >= 1);
    await agent.stop(0);

    await start([constantProbe('a')], { identity: { ...IDENTITY, target: 'an old one' } });

    await until(() => logged.some((line) => line.includes('another target')));
    await until(() => collector.frames().some(({ epoch }) => epoch === collector.hellos.at(-1)?.epoch));
    expect(
      [...collector.schemas.values()].filter(({ target }) => target === 'target-1').length,
    ).toBeGreaterThan(0);
  });
});

async function start(
  types: readonly ProbeType[],
  options: Partial<AgentOptions> = {},
  settings: Record<string, unknown> = {},
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
    ...options,
  });
  running.push(agent);
  return agent;
}

function configOf(types: readonly ProbeType[], settings: Record<string, unknown>): AgentConfig {
  const all = { collectors: [collector.url], data: folder, interval: '100ms', ...settings };
  const overrides = Object.entries(all).map(([name, value]) => ({ path: [name], value, from: 'test' }));
  return readAgentConfig(undefined, overrides, types);
}

/** Frames of a probe in the present collector, in order of arrival. */
function framesOf(probe: string) {
  const ids = new Set(
    [...collector.schemas].filter(([, schema]) => schema.probe === probe).map(([id]) => id),
  );
  return collector.frames().filter(({ schemaId }) => ids.has(schemaId));
}

function schemaOf(probe: string) {
  return [...collector.schemas.values()].find((schema) => schema.probe === probe);
}

async function until(isTrue: () => boolean): Promise<void> {
  await vi.waitFor(() => expect(isTrue()).toBe(true), { timeout: 8_000, interval: 5 });
}
