/*
 * Takes the ledger away from a collector that judges, for a while, and gives it back:
 *
 *   agents ═══► collector ═══► webhook
 *                   └──✂──► PostgreSQL       killed and started again, or stopped and let go on
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Acknowledgement } from '#protocol/session.ts';
import type { Postgres } from '#scripts/servers/postgres.ts';
import type { Ward } from '#scripts/servers/ward.ts';
import { connectRawAgent, type RawAgent, rawSchema } from '../../raw-agent.ts';
import { type Receiver, receiveWebhooks } from '../../receivers.ts';
import { checkPairs, readAlerts } from '../check-alerts.ts';
import { waitFor } from '../disturb.ts';
import { Violations } from '../violations.ts';

export interface Outage {
  /** `crashed`: at once and without a word; `hung`: it hears everything and answers nothing. */
  how: 'crashed' | 'hung';
  downMs: number;
}

/** What was seen. */
export interface OutageResult {
  counts: Record<string, number>;
  violations: string[];
}

const AGENTS = 4;
const EVERY_MS = 200;
/** Frames that one value lasts; the agents take turns. */
const WAVE_FRAMES = 4;
const AROUND_MS = 1_000;
/** What intake may stand still: one call to a ledger that says nothing, and some for a busy machine. */
const MOST_WAIT_MS = 60_000;
const DRAIN_MS = 60_000;

interface Sender {
  agent: RawAgent;
  target: string;
  fired: number;
  isHigh: boolean;
}

/** One outage under values that fire and recover all the time; then everything is accounted for. */
export async function proveOutage(ward: Ward, server: Postgres, outage: Outage): Promise<OutageResult> {
  const violations = new Violations();
  const hook = await receiveWebhooks();
  const { pid } = ward;
  await watch(ward, hook);
  const senders = await Promise.all(Array.from({ length: AGENTS }, (_, number) => join(ward, number)));
  const before = new Set((await readAlerts(ward)).map(({ alert }) => alert.id));
  let frames = 0;
  let acknowledged = 0;
  let longestMs = 0;
  let answeredMs = Date.now();
  const untilMs = Date.now() + AROUND_MS + outage.downMs + AROUND_MS;

  const taking = takeAway(server, outage);
  for (let turn = 0; Date.now() < untilMs; turn++) {
    for (const [number, sender] of senders.entries()) send(sender, isHigh(turn + number));
    await sleep(EVERY_MS);
  }
  await taking;
  for (const sender of senders) send(sender, false);
  if (!(await waitFor(DRAIN_MS, () => Promise.resolve(acknowledged === frames))))
    violations.add('frames were never acknowledged', `${frames - acknowledged}`);
  if (longestMs > MOST_WAIT_MS) violations.add('intake stood still', `for ${longestMs} ms`);

  const wanted = senders.reduce((sum, { fired }) => sum + fired, 0);
  const fresh = async () => (await readAlerts(ward)).filter(({ alert }) => !before.has(alert.id));
  const isDone = async () =>
    (await fresh().catch(() => [])).filter(({ alert }) => alert.state === 'resolved').length >= wanted;
  if (!(await waitFor(DRAIN_MS, isDone))) violations.add('alerts are missing', `of ${wanted}`);
  const histories = await fresh();
  checkPairs(histories, violations);
  for (const { target, fired } of senders) {
    const found = histories.filter(({ alert }) => alert.target === target).length;
    if (found !== fired) violations.add('not every episode is an alert', `${found} of ${fired}`);
  }
  const isTold = () => Promise.resolve(told(hook).length >= 2 * wanted);
  if (!(await waitFor(DRAIN_MS, isTold)))
    violations.add('events were not told', `${told(hook).length} of ${2 * wanted}`);
  if (new Set(told(hook)).size !== told(hook).length)
    violations.add('events were told twice', String(told(hook).length));

  if (ward.pid !== pid) violations.add('the collector has ended', String(pid));
  const { intact } = await ward.call<{ intact: boolean }>('GET', '/api/v1/audit/check');
  if (!intact) violations.add('the audit chain is broken', '');
  const isReady = async () => (await fetch(`${ward.url}/readyz`)).ok;
  if (!(await waitFor(DRAIN_MS, isReady)))
    violations.add('the collector is not ready', await readiness(ward));
  for (const { agent } of senders) agent.close();
  await hook.close();
  return {
    counts: { frames, acknowledged, longestMs, alerts: histories.length, told: told(hook).length },
    violations: violations.sentences,
  };

  function send(sender: Sender, high: boolean): void {
    if (high && !sender.isHigh) sender.fired++;
    sender.isHigh = high;
    frames++;
    const frame = { timeMs: Date.now(), value: high ? 95 : 5 };
    sender.agent.sendFrames(rawSchema(sender.target, 1), [frame]).then(acknowledge, () => {});
  }

  /** What waited together is answered together. */
  function acknowledge({ ranges }: Acknowledgement): void {
    for (const [first, last] of ranges) acknowledged += last - first + 1;
    longestMs = Math.max(longestMs, Date.now() - answeredMs);
    answeredMs = Date.now();
  }
}

function isHigh(turn: number): boolean {
  return Math.floor(turn / WAVE_FRAMES) % 2 === 1;
}

async function takeAway(server: Postgres, { how, downMs }: Outage): Promise<void> {
  await sleep(AROUND_MS);
  if (how === 'hung') server.pause();
  else await server.crash();
  await sleep(downMs);
  if (how === 'hung') server.resume();
  else await server.restart();
}

async function watch(ward: Ward, hook: Receiver): Promise<void> {
  await ward.call('PUT', '/api/v1/channels/outage', {
    kind: 'webhook',
    callsPerMinute: 600,
    config: { url: `http://127.0.0.1:${hook.port}/`, secret: 'not a real secret, only for a test' },
  });
  await ward.call('PUT', '/api/v1/rules/outage', {
    id: 'outage',
    name: { 'zh-CN': 'outage', en: 'outage' },
    reason: { 'zh-CN': '', en: '' },
    watch: { metric: 'abuse.value' },
    condition: { kind: 'above', threshold: 90 },
    severity: 'warning',
    flapping: null,
    tell: ['outage'],
  });
}

async function join(ward: Ward, number: number): Promise<Sender> {
  const { target, key } = await ward.enrol(`outage-${number}-${Date.now()}`);
  const agent = await connectRawAgent(ward, key, `machine-${target}`);
  await agent.sendSchema(rawSchema(target, 1));
  return { agent, target, fired: 0, isHigh: false };
}

/** Ids of the events that came; a call whose record was lost may come once more, as the same call. */
function told(hook: Receiver): string[] {
  const bodies = hook.received.map((body) => JSON.parse(body) as { call: string; events: { id: string }[] });
  const calls = new Map(bodies.map((body) => [body.call, body.events]));
  return [...calls.values()].flatMap((events) => events.map(({ id }) => id));
}

async function readiness(ward: Ward): Promise<string> {
  return (await fetch(`${ward.url}/readyz`)).text();
}
