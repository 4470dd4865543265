import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { AlertEvent } from '#protocol/alert.ts';
import type { Loss, StoreState } from '#protocol/store-state.ts';
import { type Influxdb, startInfluxdb } from '#scripts/servers/influxdb.ts';
import { describeWith } from '#scripts/servers/unavailable.ts';
import { startWard, type Ward } from '#scripts/servers/ward.ts';
import { type Illness, type IllProxy, startIllProxy } from './ill-proxy.ts';
import { connectRawAgent, type RawAgent, rawSchema } from './raw-agent.ts';
import { type Receiver, receiveWebhooks } from './receivers.ts';
import { type SmallDisk, trySmallDisk } from './small-disk.ts';

const HIGH = 95;
const LOW = 5;
const FRAME_EVERY_MS = 100;
const PATIENCE = { timeout: 60_000, interval: 100 };

describeWith('influxd', 'a store that is ill', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ward-ill-store-'));
  const mounted = trySmallDisk(96 * 2 ** 20);
  const disk: SmallDisk | undefined = 'reason' in mounted ? undefined : mounted;
  let influxdb: Influxdb;
  let proxy: IllProxy;
  let hook: Receiver;
  let ward: Ward;
  let target: string;
  let key: string;
  let agent: RawAgent;
  let timer: NodeJS.Timeout;
  let value = LOW;
  /** Times of frames that were acknowledged. */
  const acknowledged: number[] = [];

  beforeAll(async () => {
    influxdb = await startInfluxdb(disk?.path);
    proxy = await startIllProxy(influxdb.url);
    hook = await receiveWebhooks();
    const settings = join(folder, 'collector.yaml');
    writeFileSync(
      settings,
      `store: influxdb://127.0.0.1:${proxy.port}/ill\ndata: ${join(folder, 'data')}\nlimits: {queryTime: 1s}\n`,
    );
    ward = await startWard({ args: ['--config', settings], dataDir: join(folder, 'data') });
    await ward.call('PUT', '/api/v1/channels/told', {
      kind: 'webhook',
      isDefault: true,
      callsPerMinute: 600,
      config: { url: `http://127.0.0.1:${hook.port}/`, secret: 'known to both of us' },
    });
    await ward.call('PUT', '/api/v1/rules/too-high', {
      id: 'too-high',
      name: { 'zh-CN': '太高', en: 'too high' },
      reason: { 'zh-CN': '', en: '' },
      watch: { metric: 'abuse.value' },
      condition: { kind: 'above', threshold: 80 },
      severity: 'warning',
      flapping: null,
    });
    ({ target, key } = await ward.enrol('web1'));
    await connect();
    timer = setInterval(() => void sendFrame(), FRAME_EVERY_MS);
  });
  afterAll(async () => {
    clearInterval(timer);
    agent?.close();
    await ward?.stop();
    await hook?.close();
    await proxy?.close();
    await influxdb?.stop();
    disk?.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  async function connect(): Promise<void> {
    agent = await connectRawAgent(ward, key);
    agent.closed.catch(() => {});
    await agent.sendSchema(rawSchema(target, 1));
  }

  async function sendFrame(): Promise<void> {
    const timeMs = Date.now();
    const sent = agent.sendFrames(rawSchema(target, 1), [{ timeMs, value }]);
    // While the collector is started anew nobody listens.
    const answer = await sent.catch(() => undefined);
    if (answer?.ranges.length) acknowledged.push(timeMs);
  }

  const state = () => ward.call<StoreState>('GET', '/api/v1/store');
  const losses = async () => (await ward.call<{ losses: Loss[] }>('GET', '/api/v1/losses')).losses;
  const told = () =>
    hook.received
      .flatMap((body) => (JSON.parse(body) as { events: AlertEvent[] }).events)
      .filter(({ alert }) => alert.rule === 'too-high')
      .map(({ kind }) => kind);

  /** An alert begins and ends, and both are told; nothing of it needs the store. */
  async function alertIsTold(): Promise<void> {
    const before = told().length;
    value = HIGH;
    await vi.waitFor(() => expect(told().slice(before)).toEqual(['fired']), PATIENCE);
    value = LOW;
    await vi.waitFor(() => expect(told().slice(before)).toEqual(['fired', 'resolved']), PATIENCE);
  }

  const storedTimes = async () => {
    const q = `SELECT "value" FROM "abuse" WHERE "target" = '${target}'`;
    const parameters = new URLSearchParams({ db: 'ill', epoch: 'ms', q });
    const answer = await fetch(`${influxdb.url}/query?${parameters}`);
    const { results } = (await answer.json()) as { results: { series?: { values: number[][] }[] }[] };
    return (results[0]?.series ?? []).flatMap(({ values }) => values.map(([timeMs]) => timeMs));
  };

  /** The store has caught up, and has every frame once that was acknowledged since then. */
  async function everythingIsStored(sinceMs = 0): Promise<void> {
    const wanted = acknowledged.filter((timeMs) => timeMs > sinceMs);
    await vi.waitFor(async () => {
      const { trouble, lag } = await state();
      expect(trouble).toBeNull();
      expect(lag.behindMs).toBe(0);
      const times = await storedTimes();
      expect(new Set(times).size).toBe(times.length);
      const there = new Set(times);
      expect(wanted.filter((timeMs) => !there.has(timeMs))).toEqual([]);
    }, PATIENCE);
  }

  test.each<[Illness, string | undefined]>([
    ['slow', undefined],
    ['failing', 'unwell'],
    ['nonsense', 'unwell'],
    ['truncated', 'unreachable'],
    ['hanging', undefined],
  ])('that is %s delays charts and nothing else, and gets everything afterwards', async (illness, code) => {
    const before = acknowledged.length;
    proxy.become(illness);
    const asked = proxy.requests;
    await vi.waitFor(() => expect(proxy.requests).toBeGreaterThan(asked), PATIENCE);

    await alertIsTold();
    if (code) await vi.waitFor(async () => expect((await state()).trouble?.code).toBe(code), PATIENCE);
    expect(acknowledged.length).toBeGreaterThan(before);
    if (illness === 'hanging') {
      const query = ward.call('GET', `/api/v1/query?metric=abuse.value&target=${target}`);
      await expect(query).rejects.toThrow(/answered (422|503)/);
    }
    proxy.become('well');

    await everythingIsStored();
    expect(await losses()).toEqual([]);
  });

  test.skipIf(!disk)('that has no room says so, and gets everything when there is some', async () => {
    disk?.fillUp();
    await vi.waitFor(async () => expect((await state()).trouble?.code).toBe('disk_full'), PATIENCE);

    await alertIsTold();
    disk?.clear();
    // It takes nothing into a log that once had no room before it is started again.
    await influxdb.restart();

    await everythingIsStored();
    expect(await losses()).toEqual([]);
  });

  test('that was emptied gets what is still known, and the rest is written down with its time', async () => {
    const lastMs = acknowledged.at(-1) as number;
    // One that ends in order knows that everything is stored, and keeps nothing of it.
    await ward.restart();
    await connect();
    await vi.waitFor(() => expect(acknowledged.at(-1)).toBeGreaterThan(lastMs), PATIENCE);
    await everythingIsStored();

    await fetch(`${influxdb.url}/query`, {
      method: 'POST',
      body: new URLSearchParams({ q: 'DROP DATABASE ill' }),
    });

    await vi.waitFor(async () => expect(await losses()).toHaveLength(1), PATIENCE);
    const [loss] = await losses();
    expect(loss).toMatchObject({ reason: 'store_emptied', from: 1, fromMs: null });
    expect(loss?.toMs).toBeGreaterThanOrEqual(lastMs);
    await alertIsTold();
    await everythingIsStored(loss?.toMs ?? 0);
  });

  test('that was emptied once more, files and all, loses nothing that the journal holds', async () => {
    const [before] = await losses();

    await influxdb.wipe();

    await alertIsTold();
    await everythingIsStored(before?.toMs ?? 0);
    const after = await losses();
    expect(after.slice(-1)).toEqual([before]);
  });

  test('is told of once, as lost history, and not as a store that is behind', async () => {
    const rules = async () => {
      const { alerts } = await ward.call<{ alerts: { rule: string }[] }>('GET', '/api/v1/alerts?limit=1000');
      return alerts.map(({ rule }) => rule).filter((rule) => /^(store|journal)-/.test(rule));
    };

    await vi.waitFor(async () => expect(await rules()).toEqual(['store-loss']), PATIENCE);
  });
});
