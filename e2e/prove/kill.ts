/*
 * Kills everything at random under load, and then looks at every single sample, gap, alert and call.
 *
 *   agents ═══► collector ═══► store          each killed by SIGKILL and started again, the collector now and then
 *                   └────────► webhook        in the middle of an orderly end, the webhook fails on its own
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { startInfluxdb } from '#scripts/servers/influxdb.ts';
import { whyUnavailable } from '#scripts/servers/unavailable.ts';
import { startWard, type Ward } from '#scripts/servers/ward.ts';
import { checkAgreement, checkPairs, readAlerts } from './check-alerts.ts';
import { checkCalls, checkRepeats, isTellingDone } from './check-calls.ts';
import { checkGaps } from './check-gaps.ts';
import { checkSamples, type StoredFrames } from './check-samples.ts';
import { disturb, type Storm, waitFor } from './disturb.ts';
import { HOOK_TIMEOUT_MS, type HookReceiver, startHookReceiver } from './hook-receiver.ts';
import { THRESHOLD, WAVES } from './kill-values.ts';
import { type KilledAgent, startKilledAgent } from './killed-agent.ts';
import type { Proof, ProofOptions, ProofResult } from './proof.ts';
import { between, type Random, seededRandom } from './random.ts';
import { Violations } from './violations.ts';

type StoreKind = 'embedded' | 'influxdb';

const CHANNEL = 'proof';
/** The last agent is cramped: it sends wide frames from a small outbox, so that outages lose some of them. */
const AGENTS = [
  { width: 20, everyMs: 40, outboxBytes: 64 * 1024 ** 2 },
  { width: 40, everyMs: 25, outboxBytes: 64 * 1024 ** 2 },
  { width: 100, everyMs: 40, outboxBytes: 64 * 1024 },
];
/** History is judged a minute after the last of it came: so long a calm lets it happen while alerts are firing. */
const CALM_MS = 75_000;
const DRAIN_MS = 90_000;

/** Agents, collector and store killed at random; then everything is accounted for. */
export const killProof: Proof = {
  about: 'agent, collector and InfluxDB killed at random under load; then sample by sample and call by call',
  run: (options) => proveKill(options, ['embedded', 'influxdb']),
};

/** The same with a choice of stores, each for its share of the time. */
export async function proveKill(options: ProofOptions, stores: readonly StoreKind[]): Promise<ProofResult> {
  const counts: Record<string, number> = {};
  const sentences: string[] = [];
  for (const kind of stores) {
    const missing = kind === 'influxdb' ? whyUnavailable('influxd') : undefined;
    if (missing) {
      options.say(`influxdb: skipped, ${missing}`);
      counts['influxdb.skipped'] = 1;
      continue;
    }
    const round = await proveStore(kind, { ...options, seconds: options.seconds / stores.length });
    for (const [name, count] of Object.entries(round.counts)) counts[`${kind}.${name}`] = count;
    sentences.push(...round.violations.map((sentence) => `${kind}: ${sentence}`));
  }
  return { seed: options.seed, counts, violations: sentences };
}

async function proveStore(kind: StoreKind, { seconds, seed, say }: ProofOptions): Promise<ProofResult> {
  const influxdb = kind === 'influxdb' ? await startInfluxdb() : undefined;
  const store = influxdb ? `influxdb://${new URL(influxdb.url).host}/proof` : 'embedded';
  const ward = await startWard({ args: ['--store', store] });
  const hook = await startHookReceiver(seededRandom(seed));
  const agents: KilledAgent[] = [];
  const violations = new Violations();
  const counts: Record<string, number> = {};
  const crashesAtMs: number[] = [];
  try {
    await watchWaves(ward, hook);
    for (const [number, options] of AGENTS.entries())
      agents.push(await startKilledAgent(ward, { number, ...options }));

    const storm = stormOf(seconds);
    say(`${kind}: killing for ${Math.round(seconds)} s`);
    await Promise.all([
      disturb(storm, seededRandom(seed + 1), [1_500, 7_000], async () => {
        await killCollector(ward, crashesAtMs, seededRandom(seed + crashesAtMs.length));
      }),
      ...agents.map((agent, index) =>
        disturb(storm, seededRandom(seed + 100 + index), [1_000, 8_000], async () => {
          await agent.kill();
          count(counts, 'agentKills');
          await sleep(between(seededRandom(seed + (counts.agentKills ?? 0)), 0, 1_500));
          await agent.start();
        }),
      ),
      influxdb &&
        disturb(storm, seededRandom(seed + 200), [2_000, 10_000], async () => {
          await influxdb.kill();
          count(counts, 'influxdbKills');
          await sleep(between(seededRandom(seed + (counts.influxdbKills ?? 0)), 0, 3_000));
          await influxdb.restart();
        }),
    ]);

    say(`${kind}: draining`);
    hook.faultShare = 0;
    for (const agent of agents) {
      if (!(await agent.finish()))
        violations.add(
          'an agent could not send what it held',
          `agent ${agent.number}: ${agent.record.complaint}`,
        );
    }
    if (!(await waitFor(DRAIN_MS, () => isStoreLevel(ward))))
      violations.add('the store did not catch up', JSON.stringify(await positions(ward)));
    if (!(await waitFor(DRAIN_MS, () => isTellingDone(ward.dataDir))))
      violations.add('telling did not end', `within ${DRAIN_MS} ms`);

    say(`${kind}: comparing`);
    const stored = await checkAll(ward, agents, violations, counts);
    const histories = await readAlerts(ward);
    checkPairs(histories, violations);
    for (const agent of agents) count(counts, 'framesJudged', checkAgreement(agent, histories, violations));
    checkCalls(ward.dataDir, CHANNEL, histories, hook.calls, violations);
    const repeats = checkRepeats(hook.calls, crashesAtMs, violations);
    if (hook.forged > 0) violations.add('calls with a wrong signature', String(hook.forged));

    // What the end flushed must say the same again.
    await ward.restart();
    await checkAll(ward, agents, violations, {});

    const frames = agents.flatMap(({ record }) => [...record.frames.values()]);
    Object.assign(counts, {
      collectorKills: crashesAtMs.length,
      framesMade: frames.length,
      framesKept: frames.filter(({ kept }) => kept).length,
      framesAcknowledged: frames.filter(({ acknowledged }) => acknowledged).length,
      framesDroppedByOutbox: frames.filter(({ lost }) => lost).length,
      framesStored: stored.reduce((sum, { timesMs }) => sum + timesMs.size, 0),
      samplesCompared: stored.reduce((sum, { samples }) => sum + samples, 0),
      alerts: histories.length,
      alertsLate: histories.filter(({ events }) => events.some(({ late }) => late)).length,
      callsReceived: hook.calls.length,
      callsFailedOnPurpose: hook.calls.filter(({ accepted }) => !accepted).length,
      callsRepeated: repeats,
    });
  } finally {
    for (const agent of agents) await agent.remove();
    await ward.stop();
    await hook.close();
    await influxdb?.stop();
  }
  return { seed, counts, violations: violations.sentences };
}

function stormOf(seconds: number): Storm {
  const nowMs = Date.now();
  const untilMs = nowMs + seconds * 1_000;
  const calmFromMs = nowMs + seconds * 400;
  const hasRoom = seconds * 1_000 >= 1.8 * CALM_MS;
  return { untilMs, calm: hasRoom ? [calmFromMs, calmFromMs + CALM_MS] : undefined };
}

async function watchWaves(ward: Ward, hook: HookReceiver): Promise<void> {
  await ward.call('PUT', `/api/v1/channels/${CHANNEL}`, {
    kind: 'webhook',
    callsPerMinute: 600,
    config: { url: hook.url, secret: hook.secret, timeoutMs: HOOK_TIMEOUT_MS },
  });
  for (const metric of WAVES) {
    const id = metric.replace('.', '-');
    await ward.call('PUT', `/api/v1/rules/${id}`, {
      id,
      name: { 'zh-CN': id, en: id },
      reason: { 'zh-CN': '', en: '' },
      watch: { metric },
      condition: { kind: 'above', threshold: THRESHOLD },
      severity: 'warning',
      // What comes and goes often is meant here: an alert that flaps stays over samples that are well again.
      flapping: null,
      tell: [CHANNEL],
    });
  }
}

/** By SIGKILL at once, or a moment after it was asked to end in order: then it is in the middle of its last flush. */
async function killCollector(ward: Ward, crashesAtMs: number[], random: Random): Promise<void> {
  if (random() < 0.4) {
    process.kill(ward.pid, 'SIGTERM');
    await sleep(between(random, 0, 300));
  }
  await ward.kill();
  crashesAtMs.push(Date.now());
  await sleep(random() < 0.3 ? between(random, 2_000, 5_000) : between(random, 0, 500));
  await ward.restart();
}

async function checkAll(
  ward: Ward,
  agents: readonly KilledAgent[],
  violations: Violations,
  counts: Record<string, number>,
): Promise<StoredFrames[]> {
  const found: StoredFrames[] = [];
  for (const agent of agents) {
    const stored = await checkSamples(ward, agent, violations);
    const missing = await checkGaps(ward, agent, stored.timesMs, violations);
    count(counts, 'framesInGaps', missing.known);
    count(counts, 'framesNeverSent', missing.unknowable);
    found.push(stored);
  }
  return found;
}

async function isStoreLevel(ward: Ward): Promise<boolean> {
  const { journal, store, judging } = await positions(ward);
  // Ticks go on; what they add meanwhile is nothing that is compared.
  return store >= journal - 3 && judging >= journal - 3;
}

async function positions(ward: Ward): Promise<{ journal: number; store: number; judging: number }> {
  const text = await (await fetch(`${ward.url}/metrics`)).text();
  const read = (name: string) => Number(new RegExp(`^ward_${name}_position (\\S+)$`, 'm').exec(text)?.[1]);
  return { journal: read('journal'), store: read('store'), judging: read('judging') };
}

function count(counts: Record<string, number>, name: string, more = 1): void {
  counts[name] = (counts[name] ?? 0) + more;
}
