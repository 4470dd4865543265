/*
 *   scheduler ─► probes ─► outbox (disk) ─► sender ─► uplink ═══► collector
 *        ▲                                              │
 *        └────────────── assignment, check ◄────────────┘
 *
 * This file puts the parts together; it decides nothing that they could.
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Channel } from '#channels/channel.ts';
import type { Memory, ProbeOptions, ProbeType } from '#probes/probe.ts';
import {
  ASSIGNMENT_REPORT,
  type AssignmentReport,
  OUTBOX_LOSS,
  type OutboxLoss,
} from '#protocol/agent-report.ts';
import type { WireRecord } from '#protocol/record.ts';
import type { SealingKey } from '#protocol/sealing.ts';
import type { Assignment, Hello, Welcome } from '#protocol/session.ts';
import { PROTOCOL } from '#protocol/version.ts';
import type { Alone } from './alone/alone.ts';
import { forgetAssignment, loadAssignment, saveAssignment } from './assignment.ts';
import { createChecker } from './check.ts';
import type { AgentConfig } from './config/config.ts';
import { type AgentIdentity, saveIdentity } from './enrol.ts';
import { createLocalProbes } from './local-probes.ts';
import type { Log } from './log.ts';
import { openMemories } from './memories.ts';
import type { Loss } from './outbox/disk-log.ts';
import { type NewItem, openOutbox } from './outbox/outbox.ts';
import { openSchemaShelf } from './outbox/schema-shelf.ts';
import { createOwnProbe } from './own-figures.ts';
import type { ZoneOptions } from './polling/zone.ts';
import { noZoneWork, type ZoneWork } from './polling/zone-work.ts';
import { recordItem } from './probe-items.ts';
import type { Relay } from './relay/relay.ts';
import { obtainSealingKey } from './sealing-key.ts';
import { parseAddress } from './uplink/address.ts';
import type { ConnectionOptions } from './uplink/connection.ts';
import type { Asked } from './uplink/link.ts';
import { createSender } from './uplink/sender.ts';
import { createUplink, type UplinkTimes } from './uplink/uplink.ts';
import { VERSION } from './version.ts';

/** Everything that an agent needs from outside. */
export interface AgentOptions {
  config: AgentConfig;
  types: readonly ProbeType[];
  identity: AgentIdentity;
  hostname: string;
  machine: string;
  connection: ConnectionOptions;
  log: Log;
  /** UTC ms. */
  wallMs(): number;
  /** Whole ms on a clock that never jumps. */
  monotonicMs(): number;
  random(): number;
  times?: UplinkTimes;
  /** How probes ask heavy questions outside of this process; absent: they ask inside. */
  askApart?: ProbeOptions['askApart'];
  /** Over which people are told that no collector answers; absent where the agent's file names none. */
  aloneChannel?: Channel | undefined;
  /** Called when so many targets are asked, or agents passed on, that speed is worth memory. */
  onManyTargets?(): void;
  /** The key is not accepted; resolves with another identity when there is one. */
  renewIdentity(): Promise<AgentIdentity | undefined>;
}

/** A running agent. */
export interface Agent {
  /** Sends what can be sent within the time, keeps the rest, and ends. May be called twice. */
  stop(withinMs: number): Promise<void>;
}

/** An agent with a zone has some for each of thousands of targets. */
const MAX_KNOWN_SCHEMAS = 50_000;
/** What one report names; there may be ten thousand targets. */
const MAX_REFUSED = 200;
/** With a zone: the newest values of a thousand devices with some hundred series each. */
const RECENT_BYTES_OF_A_ZONE = 8 * 1024 ** 2;

/** Opens the outbox and starts measuring and sending. Rejects only when the options make no sense. */
export async function startAgent(options: AgentOptions): Promise<Agent> {
  const { config, log, wallMs, monotonicMs } = options;
  const run = randomBytes(8).toString('hex');
  const pendingLosses: Loss[] = [];
  const knownSchemas = new Set<string>();
  let identity = options.identity;
  let stopping: Promise<void> | undefined;
  let sentBefore = 0;

  const asksOthers = config.zone !== undefined || config.traps !== undefined || config.syslog !== undefined;
  const sealing = asksOthers
    ? await obtainSealingKey(config.data, (why) => log.warn('the key for credentials is made anew', { why }))
    : undefined;
  // What was sealed for another key cannot be opened: it is asked for again.
  let assignment = sealing?.isNew ? undefined : loadAssignment(config.data);
  const memories = openMemories({
    folder: join(config.data, 'memory'),
    onTrouble: (why) => log.error('what probes remember is not kept', { why }),
  });
  const probeOptions: ProbeOptions = {
    procPath: config.proc,
    sysPath: config.sys,
    profiles: config.profiles,
    now: wallMs,
    remember: memories.remember,
    askApart: options.askApart,
  };
  const outbox = await openOutbox({
    folder: join(config.data, 'outbox'),
    limitBytes: config.outbox.limit,
    recentBytes: config.zone === undefined ? undefined : RECENT_BYTES_OF_A_ZONE,
    onLoss,
    onDisk,
    monotonicMs,
  });
  const shelf = await openSchemaShelf(join(config.data, 'schemas'), { inUse: outbox.schemasInUse });
  const sender = createSender({
    outbox,
    shelf,
    wallMs,
    monotonicMs,
    onRefused: (code, detail) => log.warn('the collector refuses items for good', { code, detail }),
  });
  const uplink = createUplink({
    addresses: config.collectors.map(parseAddress),
    connection: options.connection,
    caller: {
      get key() {
        return identity.key;
      },
      hello,
    },
    sender,
    log,
    random: options.random,
    wallMs,
    times: options.times,
    onWelcome,
    onConnected: () => zone.connected(),
    onAsked,
    onUnauthorized: renewIdentity,
  });
  const zone = await createZone(sealing?.key, {
    ...options,
    probeOptions,
    remember: memories.remember,
    ownTarget: () => identity.target,
    keep,
    announce,
    say: uplink.say,
    onRefusedChanged: applyPlan,
  });
  const relay = await startRelayWork(options);
  const alone = await watchOverCollector({
    ...options,
    memory: memories.remember,
    isHeard: () => uplink.figures().connected && (sender.isIdle() || hasMoved()),
  });
  const local = createLocalProbes({
    ...options,
    probeOptions,
    target: () => identity.target,
    createOwn: () =>
      createOwnProbe({
        outbox: outbox.figures,
        sender: sender.figures,
        uplink: uplink.figures,
        schedule: () => local.figures(),
        polling: zone.figures,
        traps: zone.trapFigures,
        syslog: zone.syslogFigures,
        relay: relay?.figures,
      }),
    announce,
    keep,
  });
  const check = createChecker({
    find: local.find,
    checkRemote: zone.check,
    probeOptions,
    wallMs,
    monotonicMs,
  });

  applyPlan();
  keep([]);
  uplink.start();
  return {
    stop(withinMs) {
      stopping ??= stopAll(withinMs);
      return stopping;
    },
  };

  async function stopAll(withinMs: number): Promise<void> {
    local.stop();
    zone.stop();
    await Promise.all([uplink.close(withinMs), relay?.stop(withinMs), alone?.stop()]);
    await outbox.close();
    await memories.close();
  }

  /** Puts items into the outbox and, when there is a way, on the line. */
  function keep(items: readonly NewItem[]): void {
    const all = [...items, ...pendingLosses.splice(0).map(lossItem)];
    if (all.length > 0) uplink.offer(outbox.append(all).items);
  }

  /** True when the schema shall be sent. */
  function announce(id: string, canonical: Uint8Array): boolean {
    if (knownSchemas.has(id)) return false;
    if (knownSchemas.size >= MAX_KNOWN_SCHEMAS) knownSchemas.clear();
    knownSchemas.add(id);
    // Sent in an earlier life: a collector that does not know it asks for it.
    const isOld = shelf.has(id);
    void (isOld ? shelf.check(id, canonical) : shelf.put(id, canonical));
    return !isOld;
  }

  /** Makes what is measured what file and assignment say together, and reports what of it is not done. */
  function applyPlan(): void {
    const refused = [...local.use(assignment?.probes ?? {}), ...zone.use(assignment?.targets)];
    if (refused.length > 0)
      log.warn('not all of what is asked for is done', { refused: refused.slice(0, 20) });
    if (assignment === undefined && refused.length === 0) return;
    const data: AssignmentReport = {
      revision: assignment?.revision ?? 0,
      refused: refused.slice(0, MAX_REFUSED),
    };
    keep([ownRecord('agent_report', ASSIGNMENT_REPORT, data)]);
  }

  /** Something was acknowledged since it was asked last. */
  function hasMoved(): boolean {
    const { sentItems } = sender.figures();
    const moved = sentItems !== sentBefore;
    sentBefore = sentItems;
    return moved;
  }

  function hello(): Hello {
    return {
      type: 'hello',
      protocol: PROTOCOL.current,
      version: VERSION,
      epoch: outbox.epoch,
      run,
      machine: options.machine,
      hostname: options.hostname,
      assignment: assignment?.revision ?? 0,
      ...(config.zone !== undefined && { zone: config.zone }),
      ...(sealing && { sealingKey: sealing.key.publicKey }),
      ...(config.alone && { alone: true }),
    };
  }

  function onWelcome({ target, have }: Welcome): void {
    outbox.release(outbox.epoch, have);
    if (have.some(([, to]) => to > outbox.lastSequence)) {
      // This process is a copy of one that went on: a restored snapshot. Its numbers are taken.
      log.warn('the collector knows more of this agent than the agent does, a new epoch begins');
      outbox.renewEpoch();
    }
    if (target === identity.target) return;
    log.warn('the collector has another target for this machine', { before: identity.target, now: target });
    useIdentity({ ...identity, target });
  }

  function useIdentity(next: AgentIdentity): void {
    const { agent, target } = identity;
    identity = next;
    void saveIdentity(config.data, next).catch(onDisk);
    if (next.agent !== agent) {
      // Perhaps of others by now: what it was to do for them is none of its business.
      assignment = undefined;
      forgetAssignment(config.data);
    }
    if (next.target !== target) {
      zone.forget();
      local.restart();
    }
    if (next.agent !== agent || next.target !== target) applyPlan();
  }

  function onAsked(asked: Asked): void {
    if (asked.type === 'assignment') onAssignment(asked);
    else if (asked.type === 'check') void check(asked).then(uplink.say);
    else if (asked.type === 'stand_in') alone?.standInAs(asked.rank);
    else zone.asked(asked);
  }

  function onAssignment(next: Assignment): void {
    if (next.revision === assignment?.revision) return;
    assignment = next;
    log.info('a new assignment', { revision: next.revision, targets: next.targets?.length });
    void saveAssignment(config.data, next).catch(onDisk);
    applyPlan();
  }

  async function renewIdentity(): Promise<boolean> {
    const next = await options.renewIdentity();
    if (next === undefined) return false;
    useIdentity(next);
    return true;
  }

  function onLoss(loss: Loss): void {
    // Reported with the next tick: this is called from inside the outbox.
    pendingLosses.push(loss);
    const items = loss.ranges.reduce((sum, [from, to]) => sum + to - from + 1, 0);
    log.warn('items of the outbox are lost', { reason: loss.reason, items });
  }

  function onDisk(error: Error | undefined): void {
    if (error)
      log.error('the data folder cannot be written, readings wait in memory', { why: error.message });
    else log.info('the data folder can be written again');
  }

  function lossItem({ epoch, ranges, reason }: Loss): NewItem {
    const data: OutboxLoss = {
      epoch,
      ranges: ranges.slice(0, 1_000).map(([from, to]) => [from, to]),
      reason,
    };
    return ownRecord('event', OUTBOX_LOSS, data);
  }

  function ownRecord(kind: string, key: string, data: WireRecord['data']): NewItem {
    const record: WireRecord = { target: identity.target, kind, key, data };
    return recordItem(JSON.stringify(record), wallMs());
  }
}

/** An agent that watches only its own machine never loads what asking others takes. */
async function createZone(
  sealingKey: SealingKey | undefined,
  options: Omit<ZoneOptions, 'sealingKey'>,
): Promise<ZoneWork> {
  if (sealingKey === undefined) return noZoneWork;
  const { createZoneWork } = await import('./polling/zone.ts');
  return createZoneWork({ ...options, sealingKey });
}

/** Undefined where the agent's own file names nobody to tell; then nothing of it is loaded. */
async function watchOverCollector(
  options: AgentOptions & { memory: (name: string) => Memory; isHeard(): boolean },
): Promise<Alone | undefined> {
  const { config, aloneChannel, hostname } = options;
  if (config.alone === undefined || aloneChannel === undefined) return undefined;
  const { watchAlone } = await import('./alone/alone.ts');
  return watchAlone({
    ...options,
    ...config.alone,
    afterMs: config.alone.after,
    channel: aloneChannel,
    name: config.zone ?? hostname,
    collectors: config.collectors,
    memory: options.memory('alone'),
  });
}

/** Undefined where the agent's own file says nothing of other agents; then nothing of it is loaded. */
async function startRelayWork(options: AgentOptions): Promise<Relay | undefined> {
  const { config } = options;
  if (config.relay === undefined) return undefined;
  const { startRelay } = await import('./relay/relay.ts');
  return startRelay({
    ...options,
    ...config.relay,
    folder: join(config.data, 'relay'),
    tls: config.relayPem,
    limitBytes: config.relay.limit,
    addresses: config.collectors.map(parseAddress),
    onManyAgents: options.onManyTargets,
  });
}
