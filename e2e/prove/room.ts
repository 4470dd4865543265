/*
 * A room of 300 machines on a real collector: switches are pulled and put back, machines break in between, the collector
 * is killed in the middle. Each trouble is one call, and what is still broken afterwards speaks up by itself.
 *
 *   300 agents ══ sockets ══► collector ──► webhook: every call is compared with what was done
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AlertEvent } from '#protocol/alert.ts';
import type { Rule } from '#protocol/rule.ts';
import { startWard, type Ward } from '#scripts/servers/ward.ts';
import { type Receiver, receiveWebhooks } from '../receivers.ts';
import { waitFor } from './disturb.ts';
import type { Proof, ProofOptions, ProofResult } from './proof.ts';
import { between, seededRandom } from './random.ts';
import { allOf, beat, buildRoom, connect, cut, type Machine, type RoomEstate } from './room-estate.ts';
import { Violations } from './violations.ts';

const RACKS = 12;
const SERVERS_PER_RACK = 24;
const BEAT_EVERY_MS = 1_000;
const SILENT_AFTER_MS = 4_000;
const SETTINGS = 'causes: {wait: 5s, settle: 6s, settlePolled: 6s}\n';
/** From the first alert to the call. */
const CALL_WITHIN_MS = 30_000;
const PATIENCE_MS = 60_000;

export const roomProof: Proof = {
  about:
    'a room of 300: switches pulled and put back, the collector killed meanwhile; one call for each trouble',
  run: proveRoom,
};

interface World {
  ward: Ward;
  hook: Receiver;
  room: RoomEstate;
  broken: Set<Machine>;
  isPaused: boolean;
}

/** At least one round, and more as long as there is time. */
export async function proveRoom({ seconds, seed, say }: ProofOptions): Promise<ProofResult> {
  const folder = mkdtempSync(join(tmpdir(), 'ward-room-'));
  const file = join(folder, 'collector.yaml');
  writeFileSync(file, SETTINGS);
  const random = seededRandom(seed);
  const violations = new Violations();
  const counts = { machines: 0, rounds: 0, calls: 0, hidden: 0, kills: 0 };
  const untilMs = Date.now() + seconds * 1_000;
  const hook = await receiveWebhooks();
  const ward = await startWard({ args: ['--config', file] });
  let beats: NodeJS.Timeout | undefined;
  try {
    await prepare(ward, hook);
    const room = await buildRoom(ward, RACKS, SERVERS_PER_RACK);
    const world: World = { ward, hook, room, broken: new Set(), isPaused: false };
    counts.machines = allOf(room).length + 1;
    beats = setInterval(() => beat(allOf(room)), BEAT_EVERY_MS);
    // The estate is read anew within a minute at the latest; a change of a target has it read at once.
    await sleep(3 * BEAT_EVERY_MS);
    do {
      const isCore = counts.rounds === 0 || random() < 0.4;
      const access = room.accesses[Math.floor(between(random, 0, RACKS))] as Machine;
      // Nobody else is connected then, whose coming back might take longer than the silence that is allowed.
      const mayKill = isCore;
      say(
        `round ${counts.rounds + 1}: ${isCore ? 'the core' : access.name}${mayKill ? ', the collector killed' : ''}`,
      );
      await playRound(world, isCore ? undefined : access, mayKill, violations, counts);
      counts.rounds++;
    } while (Date.now() < untilMs && violations.sentences.length === 0);
  } finally {
    clearInterval(beats);
    await ward.stop();
    await hook.close();
    rmSync(folder, { recursive: true, force: true });
  }
  return { seed, counts, violations: violations.sentences };
}

async function prepare(ward: Ward, hook: Receiver): Promise<void> {
  await ward.call('PUT', '/api/v1/channels/room', {
    kind: 'webhook',
    isDefault: true,
    callsPerMinute: 600,
    config: { url: `http://127.0.0.1:${hook.port}/`, secret: 'known to both of us' },
  });
  const { rule } = await ward.call<{ rule: Rule }>('GET', '/api/v1/rules/agent-silent');
  const condition = { kind: 'absent', afterMs: SILENT_AFTER_MS };
  await ward.call('PUT', '/api/v1/rules/agent-silent', { ...rule, condition, flapping: null });
}

/** Pulls a switch, breaks a server behind it and one elsewhere, and puts the switch back. */
async function playRound(
  world: World,
  access: Machine | undefined,
  mayKill: boolean,
  violations: Violations,
  counts: { calls: number; hidden: number; kills: number },
): Promise<void> {
  const { ward, hook, room } = world;
  const behind = room.servers.filter((each) => !access || each.access === access.name);
  const pulled = access ? [access, ...behind] : [...room.accesses, ...behind];
  const broken = behind[Math.floor(behind.length / 2)] as Machine;
  const { apart } = room;
  const known = events(hook).length;
  const cause = access?.target ?? room.core;
  const news = () => events(hook).slice(known);
  const lines = () => news().map(({ kind, alert }) => `${kind} ${alert.target}`);

  const pulledAtMs = Date.now();
  for (const machine of [...pulled, apart]) cut(machine);
  const wanted = [`fired ${cause}`, `fired ${apart.target}`];
  const isTold = await waitFor(PATIENCE_MS, () => wanted.every((line) => lines().includes(line)));
  const tookMs = Date.now() - pulledAtMs - SILENT_AFTER_MS;
  if (!isTold) violations.add('not told', `${wanted.join(', ')}; told was ${lines().join(', ')}`);
  else if (tookMs > CALL_WITHIN_MS) violations.add('told late', `${tookMs} ms`);
  const standing = () =>
    ward.call<{ standing: number }>('GET', `/api/v1/alerts/${causeId(news(), cause)}/consequences`);
  const hides = access ? behind.length : pulled.length;
  if (isTold && !(await waitFor(PATIENCE_MS, async () => (await standing()).standing === hides)))
    violations.add('not all is hidden', `${(await standing()).standing} of ${hides}`);
  counts.hidden += hides;
  if (mayKill) {
    await ward.kill();
    await ward.restart();
    counts.kills++;
  }
  if (news().length !== 2) violations.add('told more than the cause', lines().join(', '));

  await Promise.all(pulled.filter((machine) => machine !== broken).map((machine) => connect(ward, machine)));
  const after = [`resolved ${cause}`, `fired ${broken.target}`];
  if (!(await waitFor(PATIENCE_MS, () => after.every((line) => lines().includes(line)))))
    violations.add(
      'what is still broken did not speak up',
      `${after.join(', ')}; told was ${lines().join(', ')}`,
    );
  await Promise.all([broken, apart].map((machine) => connect(ward, machine)));
  const last = [`resolved ${broken.target}`, `resolved ${apart.target}`];
  if (!(await waitFor(PATIENCE_MS, () => last.every((line) => lines().includes(line)))))
    violations.add('an end was not told', `${last.join(', ')}; told was ${lines().join(', ')}`);
  if (lines().sort().join() !== [...wanted, ...after, ...last].sort().join())
    violations.add('calls differ from what was done', lines().join(', '));
  counts.calls += news().length;
}

function events(hook: Receiver): AlertEvent[] {
  return hook.received.flatMap((body) => (JSON.parse(body) as { events: AlertEvent[] }).events);
}

function causeId(told: readonly AlertEvent[], target: string): string {
  return told.find(({ kind, alert }) => kind === 'fired' && alert.target === target)?.alert.id ?? 'none';
}
