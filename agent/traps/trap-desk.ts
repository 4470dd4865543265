/*
 *   trap ─► whose? (address of a target) ─► what? (profiles) ─► record, severity of the target
 *                │                                               target is asked at once
 *                └─ nobody's ─► counted, a few kept on the agent's own target
 */

import { columnOf } from '#probes/metrics.ts';
import type { Memory } from '#probes/probe.ts';
import { describeTrap, type ReceivedTrap } from '#probes/trap/describe-trap.ts';
import type { TrapBook } from '#probes/trap/trap-book.ts';
import { afterTime, afterTrap, type TrapState } from '#probes/trap/trap-state.ts';
import type { MetricDefinition } from '#protocol/metric.ts';
import type { WireRecord } from '#protocol/record.ts';
import type { Column } from '#protocol/schema.ts';
import { TRAP } from '#protocol/trap.ts';
import { trapCountMetrics, trapMetrics } from '#protocol/vocabulary/network.ts';
import type { NewItem } from '../outbox/outbox.ts';
import { createProbeItems, type ProbeItems, recordItem } from '../probe-items.ts';

/** Gives traps to the targets that they are about. */
export interface TrapDesk {
  take(trap: ReceivedTrap): void;
  /** To be called once a second: what changed is told, what lasted long enough is over. */
  tick(): void;
  /** Traps from addresses that are no target. */
  strangers(): number;
  /** Traps that were counted and not kept as records, because there were too many. */
  excess(): number;
}

export interface TrapDeskOptions {
  book: TrapBook;
  /** Where the severities outlive the program. */
  memory: Memory;
  targetAt(ip: string): { id: string } | undefined;
  isTarget(id: string): boolean;
  /** The target that stands for the agent's own machine. */
  ownTarget(): string;
  /** A target has spoken: it may have something to say. */
  nudge(target: string): void;
  keep(items: readonly NewItem[]): void;
  announce(id: string, canonical: Uint8Array): boolean;
  wallMs(): number;
}

const EVERY_MS = 300_000;
/** Records a minute; all are counted. An address is easily forged, and the outbox is there for samples. */
const STRANGERS_A_MINUTE = 10;
const OF_ONE_TARGET_A_MINUTE = 60;
const ALL_A_MINUTE = 10_000;
const MEMORY_KEY = 'targets';

interface Speaker {
  state: TrapState;
  received: number;
  unknown: number;
  columns: { severities: Map<string, Column>; counts: readonly Column[] };
  items: ProbeItems;
  toldMs: number;
  isChanged: boolean;
}

export function createTrapDesk(options: TrapDeskOptions): TrapDesk {
  const { book, memory, keep, wallMs } = options;
  const speakers = new Map<string, Speaker>();
  const kept = perMinute();
  let strangers = 0;
  let excess = 0;
  recall();

  return {
    take(received) {
      const nowMs = wallMs();
      const trap = book.find(received.oid);
      const target = whose(received);
      const data = describeTrap(received, trap);
      if (target === undefined) {
        strangers++;
        if (kept.take('', STRANGERS_A_MINUTE, nowMs)) keep([record(options.ownTarget(), data, nowMs)]);
        return;
      }
      const speaker = speakers.get(target) ?? addSpeaker(target, new Map());
      speaker.received++;
      if (trap === undefined) speaker.unknown++;
      else speaker.state = afterTrap(speaker.state, trap, nowMs);
      speaker.isChanged = true;
      if (kept.take(target, OF_ONE_TARGET_A_MINUTE, nowMs)) keep([record(target, data, nowMs)]);
      else excess++;
      options.nudge(target);
    },
    tick() {
      const nowMs = wallMs();
      const items: NewItem[] = [];
      let isWorthKeeping = false;
      for (const [target, speaker] of speakers) {
        if (!options.isTarget(target)) {
          speakers.delete(target);
          isWorthKeeping = true;
          continue;
        }
        const state = afterTime(speaker.state, nowMs);
        const isDue = nowMs - speaker.toldMs >= EVERY_MS || nowMs < speaker.toldMs;
        if (state === speaker.state && !speaker.isChanged && !isDue) continue;
        isWorthKeeping ||= speaker.isChanged || state !== speaker.state;
        Object.assign(speaker, { state, isChanged: false, toldMs: nowMs });
        items.push(...frameOf(speaker, nowMs));
      }
      if (items.length > 0) keep(items);
      if (isWorthKeeping) remember();
    },
    strangers: () => strangers,
    excess: () => excess,
  };

  /** What relays pass on is about another device than the one that it comes from. */
  function whose({ about, source }: ReceivedTrap): string | undefined {
    const meant = about === undefined ? undefined : options.targetAt(about);
    return (meant ?? options.targetAt(source))?.id;
  }

  function addSpeaker(target: string, state: TrapState): Speaker {
    const speaker: Speaker = {
      state,
      received: 0,
      unknown: 0,
      columns: { severities: new Map(), counts: trapCountMetrics.map((metric) => columnOf(metric)) },
      items: createProbeItems({
        probe: TRAP,
        target,
        intervalMs: EVERY_MS,
        announce: options.announce,
        onReport: () => {},
      }),
      toldMs: 0,
      isChanged: true,
    };
    speakers.set(target, speaker);
    return speaker;
  }

  function frameOf({ state, received, unknown, columns, items }: Speaker, nowMs: number): NewItem[] {
    const readings = [...state].map(([name, { severity }]) => {
      const column = columns.severities.get(name) ?? columnOf(trapMetrics[0] as MetricDefinition, [name]);
      columns.severities.set(name, column);
      return { column, value: severity };
    });
    for (const [index, value] of [received, unknown].entries()) {
      readings.push({ column: columns.counts[index] as Column, value });
    }
    const run = {
      ok: true,
      state: 'ok',
      timeMs: nowMs,
      durationMs: 0,
      facts: [],
      skipped: [],
      error: '',
    } as const;
    return items.items({ ...run, readings });
  }

  function record(target: string, data: ReturnType<typeof describeTrap>, nowMs: number): NewItem {
    const key = (data.name || data.oid).slice(0, 200);
    const wire: WireRecord = { target, kind: TRAP, key, data };
    return recordItem(JSON.stringify(wire), nowMs);
  }

  function recall(): void {
    const kept = memory.get(MEMORY_KEY);
    if (typeof kept !== 'object' || kept === null) return;
    for (const [target, state] of Object.entries(kept)) {
      if (Array.isArray(state)) addSpeaker(target, new Map(state.filter(isKept)));
    }
  }

  function remember(): void {
    memory.set(
      MEMORY_KEY,
      Object.fromEntries([...speakers].map(([target, { state }]) => [target, [...state]])),
    );
  }
}

/** So many of each in a minute, and of all together. */
function perMinute(): { take(whose: string, most: number, nowMs: number): boolean } {
  const counts = new Map<string, number>();
  let minute = 0;
  let all = 0;
  return {
    take(whose, most, nowMs) {
      const now = Math.floor(nowMs / 60_000);
      if (now !== minute) {
        counts.clear();
        minute = now;
        all = 0;
      }
      const count = counts.get(whose) ?? 0;
      if (count >= most || all >= ALL_A_MINUTE) return false;
      counts.set(whose, count + 1);
      all++;
      return true;
    },
  };
}

function isKept(entry: unknown): entry is [string, { severity: number; untilMs: number }] {
  if (!Array.isArray(entry) || typeof entry[0] !== 'string') return false;
  const { severity, untilMs } = (entry[1] ?? {}) as Record<string, unknown>;
  return Number.isInteger(severity) && typeof untilMs === 'number';
}
