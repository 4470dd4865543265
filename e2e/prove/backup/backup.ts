/*
 * Backs a collector up under load, one backup after the other, and restores each of them.
 *
 *   agents ═══► collector ──► backup ──► test (counts, sums, chain) ──► a second collector on what was restored
 *     record ◄───────────────── compared, sample by sample ────────────────────┘
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { MadePoint } from '#collector/backup/make-point.ts';
import { restorePoint } from '#collector/backup/restore.ts';
import { testPoint } from '#collector/backup/test-point.ts';
import { askCollector } from '#collector/local-door/ask-collector.ts';
import { startWard, type Ward } from '#scripts/servers/ward.ts';
import { playAgents } from '../../../bench/play-agents.ts';
import { THRESHOLD, WAVES } from '../kill-values.ts';
import { type KilledAgent, startKilledAgent } from '../killed-agent.ts';
import type { Proof, ProofOptions, ProofResult } from '../proof.ts';
import { between, seededRandom } from '../random.ts';
import { Violations } from '../violations.ts';
import { acknowledged, checkRestored, isLevel } from './check-restored.ts';

const OUTBOX_BYTES = 512 * 1024 ** 2;
const AGENTS = [
  { width: 20, everyMs: 40, outboxBytes: OUTBOX_BYTES },
  { width: 100, everyMs: 25, outboxBytes: OUTBOX_BYTES },
];
/** Played beside them where there is time for it: nobody looks at their samples, but the tallies count them. */
const HEAVY = { afterSeconds: 60, agents: 100, columns: 200, framesPerSecond: 500 };
const PAUSE_MS = [0, 3_000] as const;
/** In so little time one agent has to do. */
const SHORT_SECONDS = 1;
const KEEP = 3;

/** Every backup of a collector under load comes back as it was. */
export const backupProof: Proof = {
  about:
    'backups of a collector under load, one after the other; each restored and compared sample by sample',
  run: proveBackup,
};

export async function proveBackup({ seconds, seed, say }: ProofOptions): Promise<ProofResult> {
  const random = seededRandom(seed);
  const violations = new Violations();
  const counts = {
    backups: 0,
    bytes: 0,
    newBytes: 0,
    longestMs: 0,
    collectorsRestored: 0,
    samplesCompared: 0,
    samplesCounted: 0,
  };
  const root = mkdtempSync(join(tmpdir(), 'ward-prove-backup-'));
  const ward = await startWard();
  const agents: KilledAgent[] = [];
  let load: { stop(): void } | undefined;
  try {
    await watchWaves(ward);
    for (const [number, options] of AGENTS.slice(0, seconds < SHORT_SECONDS ? 1 : 2).entries())
      agents.push(await startKilledAgent(ward, { number, ...options }));
    if (seconds >= HEAVY.afterSeconds) load = await playHeavily(ward, seconds);
    const untilMs = Date.now() + seconds * 1_000;
    do {
      await sleep(between(random, ...PAUSE_MS));
      const before = await lookAt(ward, agents);
      const startedMs = performance.now();
      const made = (await askCollector(ward.dataDir, 'backup', {
        to: join(root, 'backups'),
        keep: KEEP,
      })) as MadePoint;
      counts.longestMs = Math.max(counts.longestMs, Math.round(performance.now() - startedMs));
      counts.backups++;
      counts.bytes += made.bytes;
      counts.newBytes += made.newBytes;
      say(`backup ${counts.backups}: ${made.bytes} bytes, ${made.newBytes} new`);

      const options = { from: join(root, 'backups'), place: root, by: '', nowMs: Date.now };
      const { differences, checked } = await testPoint(options);
      for (const { code, detail } of differences) violations.add(`the test found: ${code}`, detail);
      counts.samplesCounted += checked?.samples ?? 0;
      await compare(root, agents, before, { violations, counts });
    } while (Date.now() < untilMs);
  } finally {
    load?.stop();
    for (const agent of agents) await agent.remove();
    await ward.stop();
    rmSync(root, { recursive: true, force: true });
  }
  return { seed, counts, violations: violations.sentences };
}

/** What was there before a backup was begun. */
interface Before {
  frames: Set<number>[];
  head: string;
  targets: string[];
  events: string[];
}

async function lookAt(ward: Ward, agents: readonly KilledAgent[]): Promise<Before> {
  const { head } = await ward.call<{ head: string }>('GET', '/api/v1/audit/check');
  return {
    frames: agents.map(acknowledged),
    head,
    targets: await targetsOf(ward),
    events: await eventsOf(ward),
  };
}

async function compare(
  root: string,
  agents: readonly KilledAgent[],
  before: Before,
  { violations, counts }: { violations: Violations; counts: Record<string, number> },
): Promise<void> {
  const dataDir = join(root, 'restored');
  await restorePoint({ from: join(root, 'backups'), to: dataDir });
  const restored = await startWard({ dataDir });
  try {
    if (!(await isLevel(restored))) violations.add('a restored collector did not catch up', restored.url);
    for (const [index, agent] of agents.entries())
      counts.samplesCompared += await checkRestored(restored, agent, before.frames[index], violations);
    const check = await restored.call<{ intact: boolean; knownHeadFound: boolean }>(
      'GET',
      `/api/v1/audit/check?head=${before.head}`,
    );
    if (!check.intact || !check.knownHeadFound)
      violations.add('the audit is another one', JSON.stringify(check));
    missing('a target', before.targets, await targetsOf(restored), violations);
    missing('an event of an alert', before.events, await eventsOf(restored), violations);
    counts.collectorsRestored++;
  } finally {
    await restored.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

function missing(what: string, had: readonly string[], has: readonly string[], violations: Violations): void {
  const there = new Set(has);
  for (const id of had) if (!there.has(id)) violations.add(`${what} is missing`, id);
  if (there.size !== has.length) violations.add(`${what} stands twice`, `${has.length - there.size}`);
}

async function targetsOf(ward: Ward): Promise<string[]> {
  const { targets } = await ward.call<{ targets: { id: string }[] }>('GET', '/api/v1/targets?limit=1000');
  return targets.map(({ id }) => id);
}

async function eventsOf(ward: Ward): Promise<string[]> {
  const { alerts } = await ward.call<{ alerts: { id: string }[] }>('GET', '/api/v1/alerts?limit=200');
  const lists = await Promise.all(
    alerts
      .slice(0, 20)
      .map(({ id }) => ward.call<{ events: { id: string }[] }>('GET', `/api/v1/alerts/${id}/events`)),
  );
  return lists.flatMap(({ events }) => events.map(({ id }) => id));
}

async function watchWaves(ward: Ward): Promise<void> {
  for (const metric of WAVES) {
    const id = metric.replace('.', '-');
    const name = { 'zh-CN': id, en: id };
    const condition = { kind: 'above', threshold: THRESHOLD };
    const reason = { 'zh-CN': '', en: '' };
    await ward.call('PUT', `/api/v1/rules/${id}`, {
      id,
      name,
      reason,
      watch: { metric },
      condition,
      severity: 'warning',
    });
  }
}

async function playHeavily(ward: Ward, seconds: number): Promise<{ stop(): void }> {
  const { agents: howMany, columns, framesPerSecond } = HEAVY;
  const played: { key: string; target: string }[] = [];
  for (let index = 0; index < howMany; index++) played.push(await ward.enrol(`heavy-${index}`));
  const players = await playAgents(ward.url, played, columns);
  const frames = Math.ceil(((seconds + 60) * framesPerSecond) / howMany);
  const run = { mode: 'message', agents: howMany, frames, fromMs: 0, stepMs: 0, framesPerSecond } as const;
  players.run(run).catch(() => {});
  return { stop: players.end };
}
