/*
 * Lets a store suffer under load, and then looks at every single sample and alert.
 *
 *   agents ═══► collector ═══► store       killed, stopped, filled, emptied, put back, alone or with the collector
 *     record ◄── compared ──► rows          each acknowledged sample stands there once, or the loss ledger names it
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Loss } from '#protocol/store-state.ts';
import { whyUnavailable } from '#scripts/servers/unavailable.ts';
import { startWard, type Ward } from '#scripts/servers/ward.ts';
import { checkAgreement, checkPairs, readAlerts } from '../check-alerts.ts';
import { waitFor } from '../disturb.ts';
import { THRESHOLD, WAVES } from '../kill-values.ts';
import { type KilledAgent, startKilledAgent } from '../killed-agent.ts';
import type { Proof, ProofOptions, ProofResult } from '../proof.ts';
import { between, type Random, seededRandom } from '../random.ts';
import { Violations } from '../violations.ts';
import { checkStored } from './check-stored.ts';
import { JournalTail } from './journal-tail.ts';
import { DEEDS, makeStormedStore, STORE_KINDS, type StoreKind, type StormedStore } from './stormed-store.ts';

const OUTBOX_BYTES = 512 * 1024 ** 2;
const AGENTS = [
  { width: 20, everyMs: 40, outboxBytes: OUTBOX_BYTES },
  { width: 40, everyMs: 25, outboxBytes: OUTBOX_BYTES },
  { width: 200, everyMs: 50, outboxBytes: OUTBOX_BYTES },
];
const PROGRAMS: Partial<Record<StoreKind, string>> = {
  influxdb: 'influxd',
  victoriametrics: 'victoria-metrics',
};
/** How often the collector goes down in the middle of what befalls its store. */
const TOGETHER = 0.35;
const PAUSE_MS = [500, 4_000] as const;
const DRAIN_MS = 120_000;
/** Own figures come every ten seconds; this long a proof has time to see an alert on them. */
const ALERTED_AFTER_SECONDS = 60;

/** What a store suffers loses nothing that is not written down. */
export const storesProof: Proof = {
  about:
    'a store killed, stopped, filled, emptied and put back under load; then sample by sample [--store NAME]',
  run: (options) => proveStores(options, chosen(options.store)),
};

/** The same with a choice of stores, each for its share of the time. */
export async function proveStores(options: ProofOptions, kinds: readonly StoreKind[]): Promise<ProofResult> {
  const counts: Record<string, number> = {};
  const violations: string[] = [];
  for (const kind of kinds) {
    const program = PROGRAMS[kind];
    const missing = program && whyUnavailable(program);
    if (missing) {
      options.say(`${kind}: skipped, ${missing}`);
      counts[`${kind}.skipped`] = 1;
      continue;
    }
    const store = await makeStormedStore(kind);
    const round = await proveStore(store, { ...options, seconds: options.seconds / kinds.length }).finally(
      () => store.close(),
    );
    for (const [name, count] of Object.entries(round.counts)) counts[`${kind}.${name}`] = count;
    violations.push(...round.violations.map((sentence) => `${kind}: ${sentence}`));
  }
  return { seed: options.seed, counts, violations };
}

function chosen(name: string | undefined): readonly StoreKind[] {
  if (name === undefined || name === 'all') return STORE_KINDS;
  const kind = STORE_KINDS.find((each) => each === name);
  if (!kind) throw new Error(`--store is one of ${STORE_KINDS.join(', ')} or all, not ${name}`);
  return [kind];
}

async function proveStore(
  store: StormedStore,
  { seconds, count, seed, say }: ProofOptions,
): Promise<ProofResult> {
  const violations = new Violations();
  const counts: Record<string, number> = Object.fromEntries(DEEDS.map((deed) => [deed, 0]));
  const agents: KilledAgent[] = [];
  const ward = await startWard({ args: ['--store', store.address], dataDir: store.dataDir });
  let tail: JournalTail | undefined;
  try {
    tail = new JournalTail(store.dataDir);
    await watchWaves(ward);
    for (const [number, options] of AGENTS.entries())
      agents.push(await startKilledAgent(ward, { number, ...options }));

    say(`${store.kind}: suffering for ${Math.round(seconds)} s`);
    await storm(store, ward, { seconds, count, random: seededRandom(seed), counts, say });

    say(`${store.kind}: draining`);
    for (const agent of agents) {
      if (!(await agent.finish()))
        violations.add(
          'an agent could not send what it held',
          `agent ${agent.number}: ${agent.record.complaint}`,
        );
    }
    if (!(await waitFor(DRAIN_MS, () => isLevel(ward))))
      violations.add('the store did not catch up', JSON.stringify(await ward.call('GET', '/api/v1/store')));
    tail.look();

    const { losses } = await ward.call<{ losses: Loss[] }>('GET', '/api/v1/losses');
    await checkAlerts(ward, agents, { losses, isLong: seconds >= ALERTED_AFTER_SECONDS }, violations, counts);
    if (tail.missed > 0) violations.add('the journal forgot what nobody had', `${tail.missed} entries`);

    say(`${store.kind}: comparing`);
    // What the end flushed must stand there, too.
    await ward.stop();
    await checkAll(store, agents, { tail, losses }, violations, counts);
    counts.losses = losses.length;
    counts.entriesLost = losses.reduce((sum, { entries }) => sum + entries, 0);
  } finally {
    tail?.close();
    for (const agent of agents) await agent.remove();
    await ward.stop();
  }
  return { seed, counts, violations: violations.sentences };
}

interface StormOptions {
  seconds: number;
  /** So many things, however long they take. */
  count: number | undefined;
  random: Random;
  counts: Record<string, number>;
  say(text: string): void;
}

/** One thing after the other, whole again after each; each of them once before any comes again. */
async function storm(
  store: StormedStore,
  ward: Ward,
  { seconds, count, random, counts, say }: StormOptions,
): Promise<void> {
  const untilMs = Date.now() + seconds * 1_000;
  await sleep(between(random, ...PAUSE_MS));
  // One that ends in order leaves a journal that holds little: what the store loses then is lost.
  await ward.restart();
  for (let done = 0; ; ) {
    for (const deed of shuffled(DEEDS, random)) {
      await sleep(between(random, ...PAUSE_MS));
      if (count === undefined ? Date.now() >= untilMs : done >= count) return;
      const isTogether = random() < TOGETHER;
      const together = store.kind !== 'embedded' && isTogether ? fallTogether(ward, random) : undefined;
      const fromMs = Date.now();
      const [wasDone] = await Promise.all([store.suffer(deed, ward, random), together]);
      if (!wasDone) continue;
      done++;
      counts[deed] = (counts[deed] ?? 0) + 1;
      if (together || (store.kind === 'embedded' && deed !== 'fill'))
        counts.collectorKills = (counts.collectorKills ?? 0) + 1;
      say(`${store.kind}: ${deed}${together ? ', with the collector' : ''}, ${fromMs} to ${Date.now()}`);
    }
  }
}

/** By SIGKILL, or in order while its store is ill. */
async function fallTogether(ward: Ward, random: Random): Promise<void> {
  await sleep(between(random, 0, 1_500));
  if (random() < 0.6) await ward.kill();
  await sleep(between(random, 0, 2_000));
  await ward.restart();
}

function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  return items
    .map((item) => ({ item, order: random() }))
    .sort((one, other) => one.order - other.order)
    .map(({ item }) => item);
}

async function watchWaves(ward: Ward): Promise<void> {
  for (const metric of WAVES) {
    const id = metric.replace('.', '-');
    await ward.call('PUT', `/api/v1/rules/${id}`, {
      id,
      name: { 'zh-CN': id, en: id },
      reason: { 'zh-CN': '', en: '' },
      watch: { metric },
      condition: { kind: 'above', threshold: THRESHOLD },
      severity: 'warning',
      // What comes and goes often is meant here.
      flapping: null,
    });
  }
}

/** The store has everything but the ticks of the moment, and nothing is wrong with it. */
async function isLevel(ward: Ward): Promise<boolean> {
  const { trouble, lag } = await ward.call<{ trouble: unknown; lag: { behindEntries: number } }>(
    'GET',
    '/api/v1/store',
  );
  const text = await (await fetch(`${ward.url}/metrics`)).text();
  const read = (name: string) => Number(new RegExp(`^ward_${name}_position (\\S+)$`, 'm').exec(text)?.[1]);
  return trouble === null && lag.behindEntries <= 3 && read('judging') >= read('journal') - 3;
}

/** Those on the agents' waves are exactly those of the values; what was lost had one of its own. */
async function checkAlerts(
  ward: Ward,
  agents: readonly KilledAgent[],
  { losses, isLong }: { losses: readonly Loss[]; isLong: boolean },
  violations: Violations,
  counts: Record<string, number>,
): Promise<void> {
  const isByStore = ({ reason }: Loss) => reason === 'store_emptied' || reason === 'store_put_back';
  const hasAlert = async () => (await readAlerts(ward)).some(({ alert }) => alert.rule === 'store-loss');
  if (isLong && losses.some(isByStore) && !(await waitFor(30_000, hasAlert)))
    violations.add('a loss without an alert', JSON.stringify(losses));
  const histories = await readAlerts(ward);
  checkPairs(histories, violations);
  counts.alerts = histories.length;
  counts.framesJudged = 0;
  for (const agent of agents) counts.framesJudged += checkAgreement(agent, histories, violations);
}

async function checkAll(
  store: StormedStore,
  agents: readonly KilledAgent[],
  { tail, losses }: { tail: JournalTail; losses: readonly Loss[] },
  violations: Violations,
  counts: Record<string, number>,
): Promise<void> {
  const world = { tail, losses, exactness: store.exactness };
  const reader = await store.reader();
  try {
    for (const agent of agents) {
      const found = await checkStored(
        agent,
        (metric) => reader.read(agent.target, metric),
        world,
        violations,
      );
      for (const [name, count] of Object.entries(found)) counts[name] = (counts[name] ?? 0) + count;
    }
  } finally {
    await reader.close();
  }
}
