/*
 *   scheduler ─► probes ─► outbox (disk) ─► sender ─► uplink ═══► collector
 *        ▲                                              │
 *        └────────────── assignment, check ◄────────────┘
 *
 * This file puts the parts together; it decides nothing that they could.
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { ProbeOptions, ProbeType } from '#probes/probe.ts';
import {
  ASSIGNMENT_REPORT,
  type AssignmentReport,
  OUTBOX_LOSS,
  type OutboxLoss,
} from '#protocol/agent-report.ts';
import type { WireRecord } from '#protocol/record.ts';
import type { Assignment, Welcome } from '#protocol/session.ts';
import { PROTOCOL } from '#protocol/version.ts';
import { type ActiveProbe, createActiveProbe } from './active-probe.ts';
import { loadAssignment, planProbes, readProbe, saveAssignment, type WantedProbe } from './assignment.ts';
import { createChecker } from './check.ts';
import { collectTogether } from './collect-together.ts';
import type { AgentConfig } from './config/config.ts';
import { type AgentIdentity, saveIdentity } from './enrol.ts';
import type { Log } from './log.ts';
import type { Loss } from './outbox/disk-log.ts';
import { type NewItem, openOutbox } from './outbox/outbox.ts';
import { openSchemaShelf } from './outbox/schema-shelf.ts';
import { createOwnProbe } from './own-figures.ts';
import { recordItem } from './probe-items.ts';
import { periodOf } from './schedule/plan.ts';
import { createScheduler } from './schedule/scheduler.ts';
import { parseAddress } from './uplink/address.ts';
import type { ConnectionOptions } from './uplink/connection.ts';
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
  /** The key is not accepted; resolves with another identity when there is one. */
  renewIdentity(): Promise<AgentIdentity | undefined>;
}

/** A running agent. */
export interface Agent {
  /** Sends what can be sent within the time, keeps the rest, and ends. May be called twice. */
  stop(withinMs: number): Promise<void>;
}

const MAX_KNOWN_SCHEMAS = 2_000;

/** Opens the outbox and starts measuring and sending. Rejects only when the options make no sense. */
export async function startAgent(options: AgentOptions): Promise<Agent> {
  const { config, types, log, wallMs, monotonicMs } = options;
  const probeOptions: ProbeOptions = {
    procPath: config.proc,
    sysPath: config.sys,
    now: wallMs,
    askApart: options.askApart,
  };
  const run = randomBytes(8).toString('hex');
  const pendingLosses: Loss[] = [];
  const knownSchemas = new Set<string>();
  let identity = options.identity;
  let assignment = loadAssignment(config.data);
  let active: ActiveProbe[] = [];
  let lastWallOffsetMs = wallMs() - monotonicMs();
  let stopping: Promise<void> | undefined;

  const outbox = await openOutbox({
    folder: join(config.data, 'outbox'),
    limitBytes: config.outbox.limit,
    onLoss,
    onDisk,
    monotonicMs,
  });
  const shelf = openSchemaShelf(join(config.data, 'schemas'));
  void shelf.keepOnly(outbox.schemasInUse);
  const sender = createSender({
    outbox,
    shelf,
    wallMs,
    monotonicMs,
    onRefused: (code, detail) => log.warn('the collector refuses items for good', { code, detail }),
  });
  const checker = createChecker({ find: findForCheck, probeOptions, wallMs, monotonicMs });
  const uplink = createUplink({
    addresses: config.collectors.map(parseAddress),
    connection: options.connection,
    caller: {
      get key() {
        return identity.key;
      },
      hello: () => ({
        type: 'hello',
        protocol: PROTOCOL.current,
        version: VERSION,
        epoch: outbox.epoch,
        run,
        machine: options.machine,
        hostname: options.hostname,
        assignment: assignment?.revision ?? 0,
      }),
    },
    sender,
    log,
    random: options.random,
    wallMs,
    times: options.times,
    onWelcome,
    onAssignment,
    onCheck: (check) => void checker(check).then((checked) => uplink.say(checked)),
    onUnauthorized: renewIdentity,
  });
  const scheduler = createScheduler<ActiveProbe>({
    baseMs: monotonicMs() - Math.floor(options.random() * config.interval),
    monotonicMs,
    run: (due) => {
      noticeClockJump();
      void collectTogether(due, keep);
    },
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
    scheduler.stop();
    for (const probe of active) probe.retire();
    await uplink.close(withinMs);
    await outbox.close();
  }

  /** Puts items into the outbox and, when there is a way, on the line. */
  function keep(items: readonly NewItem[]): void {
    const all = [...items, ...pendingLosses.splice(0).map(lossItem)];
    if (all.length > 0) uplink.offer(outbox.append(all).items);
  }

  /** Takes probes in and out of service until they are what file and assignment say together. */
  function applyPlan(): void {
    const plan = planProbes({
      types,
      written: config.probes,
      assigned: assignment?.probes ?? {},
      bounds: config.bounds.probes,
      platform: process.platform,
    });
    const staying = new Map(active.map((probe) => [probe.name, probe]));
    active = [...plan.wanted.flatMap(keepOrCreate), staying.get('agent') ?? createOwn()];
    for (const probe of staying.values()) if (!active.includes(probe)) probe.retire();
    scheduler.setJobs(active);
    log.info('measuring', {
      probes: plan.wanted.map(({ type }) => type.name),
      notOnThisPlatform: plan.elsewhere.length > 0 ? plan.elsewhere : undefined,
      everyMs: config.interval,
    });
    if (assignment === undefined) return;
    if (plan.refused.length > 0) log.warn('not all of the assignment is done', { refused: plan.refused });
    const data: AssignmentReport = { revision: assignment.revision, refused: plan.refused.slice(0, 200) };
    keep([ownRecord('agent_report', ASSIGNMENT_REPORT, data)]);

    function keepOrCreate(wanted: WantedProbe): ActiveProbe[] {
      const { name } = wanted.type;
      const before = staying.get(name);
      if (before?.text === wanted.text) return [before];
      try {
        return [createWanted(wanted)];
      } catch (error) {
        plan.refused.push({ probe: name, why: String(error).slice(0, 500) });
        log.error('a probe cannot be made', { probe: name, why: String(error) });
        return [];
      }
    }
  }

  function createWanted({ type, config: settings, text }: WantedProbe): ActiveProbe {
    return createActiveProbe({
      ...common(),
      name: type.name,
      text,
      periodMs: periodOf(type.every, config.interval),
      timeoutMs: type.timeoutMs,
      probe: type.create(settings, probeOptions),
    });
  }

  function createOwn(): ActiveProbe {
    const probe = createOwnProbe({
      outbox: outbox.figures,
      sender: sender.figures,
      uplink: uplink.figures,
      schedule: () => scheduler.takeFigures(),
    });
    return createActiveProbe({
      ...common(),
      name: 'agent',
      text: '',
      periodMs: config.interval,
      timeoutMs: 5_000,
      probe,
    });
  }

  function common() {
    return {
      target: identity.target,
      wallMs,
      monotonicMs,
      announce(id: string, canonical: Uint8Array): boolean {
        if (knownSchemas.has(id)) return false;
        if (knownSchemas.size >= MAX_KNOWN_SCHEMAS) knownSchemas.clear();
        knownSchemas.add(id);
        void shelf.put(id, canonical);
        return true;
      },
      onReport({
        probe,
        ok,
        error,
        skipped,
      }: {
        probe: string;
        ok: boolean;
        error: string;
        skipped: unknown[];
      }) {
        const data = { probe, error: error || undefined, skipped: skipped.length > 0 ? skipped : undefined };
        if (ok) log.info('a probe works', data);
        else log.warn('a probe fails', data);
      },
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
    const isOtherTarget = next.target !== identity.target;
    identity = next;
    void saveIdentity(config.data, next).catch(onDisk);
    if (!isOtherTarget) return;
    for (const probe of active) probe.retire();
    active = [];
    applyPlan();
  }

  function onAssignment(next: Assignment): void {
    if (next.revision === assignment?.revision) return;
    assignment = next;
    log.info('a new assignment', { revision: next.revision });
    void saveAssignment(config.data, next).catch(onDisk);
    applyPlan();
  }

  async function renewIdentity(): Promise<boolean> {
    const next = await options.renewIdentity();
    if (next === undefined) return false;
    useIdentity(next);
    return true;
  }

  function findForCheck(name: string): WantedProbe | string {
    const type = types.find((each) => each.name === name);
    if (type === undefined) return `this agent has no probe "${name}"`;
    if (!type.platforms.includes(process.platform)) return `"${name}" does not work on ${process.platform}`;
    const inService = planProbes({
      types: [type],
      written: config.probes,
      assigned: assignment?.probes ?? {},
      bounds: config.bounds.probes,
      platform: process.platform,
    }).wanted[0];
    if (inService) return inService;
    if (!config.bounds.probes.includes(name)) return `"${name}" is beyond the bounds in the agent's own file`;
    const { wanted, why } = readProbe(type, undefined);
    return wanted ?? `"${name}" needs settings: ${why ?? 'it has none here'}`;
  }

  function noticeClockJump(): void {
    const offsetMs = wallMs() - monotonicMs();
    const jumpMs = offsetMs - lastWallOffsetMs;
    lastWallOffsetMs = offsetMs;
    if (Math.abs(jumpMs) > 2_000) log.warn('the clock of this machine was set', { byMs: Math.round(jumpMs) });
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
