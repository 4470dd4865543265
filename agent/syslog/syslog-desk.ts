/*
 *   message ─► whose? (address of a target) ─► waiting, bounded ─► a look at all of them, once a tick
 *                 └─ nobody's: counted                               ├─► counts by severity and pattern ─► frames
 *                                                                    └─► some lines a minute ─► evidence
 */
import { createMatcher } from '#probes/log/matcher.ts';
import type { LogPattern } from '#probes/log/pattern.ts';
import { createTally, type Tally } from '#probes/log/tally.ts';
import { columnOf } from '#probes/metrics.ts';
import type { Memory, Reading } from '#probes/probe.ts';
import type { MetricDefinition } from '#protocol/metric.ts';
import type { Column } from '#protocol/schema.ts';
import { syslogMetrics } from '#protocol/vocabulary/log.ts';
import type { NewItem } from '../outbox/outbox.ts';
import { createProbeItems, type ProbeItems } from '../probe-items.ts';
import { parseMessage } from './parse-message.ts';

/** Gives messages by syslog to the targets that they are of. */
export interface SyslogDesk {
  /** The bytes are not used again by whoever gives them. */
  take(message: Buffer, source: string): void;
  /** To be called a few times a second: what came is looked at, what is due is told. */
  tick(): void;
  figures(): SyslogDeskFigures;
}

export interface SyslogDeskFigures {
  /** Messages from addresses that are no target. */
  strangers: number;
  /** Messages that were dropped because too many waited. */
  excess: number;
}

export interface SyslogDeskOptions {
  patterns: readonly LogPattern[];
  linesPerMinute: number;
  /** Where the counts outlive the program. */
  memory: Memory;
  targetAt(ip: string): { id: string } | undefined;
  isTarget(id: string): boolean;
  keep(items: readonly NewItem[]): void;
  announce(id: string, canonical: Uint8Array): boolean;
  wallMs(): number;
}

const SYSLOG = 'syslog';
const EVERY_MS = 300_000;
/** What changes all the time is told this often; what is told first is told at once. */
const CHANGED_EVERY_MS = 10_000;
const SAVED_EVERY_MS = 60_000;
const GONE_MS = 600_000;
const MOST_WAITING = 20_000;
const MOST_WAITING_BYTES = 16 * 1024 ** 2;
/** Looked at in one tick, so that nothing else waits for long. */
const OF_ONE_TICK = 5_000;
const MEMORY_KEY = 'counts';

const severityMetric = syslogMetrics[0] as MetricDefinition;
const matchesMetric = syslogMetrics[1] as MetricDefinition;

interface Waiting {
  message: Buffer;
  source: string;
  target: string;
}

/** A target that has spoken. */
interface Speaker {
  severities: Map<string, { column: Column; count: number }>;
  tally: Tally;
  items: ProbeItems;
  /** Series that were told before; a new one is told as 0 first, so that its first count is a growth. */
  told: Set<Column>;
  toldMs: number;
  isChanged: boolean;
  /** Since when there is no such target. */
  goneMs?: number;
}

export function createSyslogDesk(options: SyslogDeskOptions): SyslogDesk {
  const { patterns, linesPerMinute, memory, keep, wallMs } = options;
  const matcher = createMatcher(patterns);
  const speakers = new Map<string, Speaker>();
  let waiting: Waiting[] = [];
  let waitingBytes = 0;
  let strangers = 0;
  let excess = 0;
  let savedMs = Number.NEGATIVE_INFINITY;
  let isSaved = true;
  recall();

  return {
    take(message, source) {
      const target = options.targetAt(source)?.id ?? '';
      if (waiting.length >= MOST_WAITING || waitingBytes + message.length > MOST_WAITING_BYTES) {
        excess++;
        return;
      }
      // A relay that is no target may pass on what one has said.
      waiting.push({ message, source, target });
      waitingBytes += message.length;
    },
    tick() {
      const nowMs = wallMs();
      const now = waiting.slice(0, OF_ONE_TICK);
      waiting = waiting.slice(OF_ONE_TICK);
      for (const { message } of now) waitingBytes -= message.length;
      look(now, nowMs);
      tell(nowMs);
      save(nowMs);
    },
    figures: () => ({ strangers, excess }),
  };

  function look(messages: readonly Waiting[], nowMs: number): void {
    const lines: string[] = [];
    const owners: { speaker: Speaker; title: string }[] = [];
    for (const { message, source, target: sender } of messages) {
      const { severity, text, about } = parseMessage(message);
      const meant = about === undefined || about === source ? undefined : options.targetAt(about)?.id;
      const target = meant ?? sender;
      if (target === '') {
        strangers++;
        continue;
      }
      const speaker = speakers.get(target) ?? addSpeaker(target);
      speaker.isChanged = true;
      countSeverity(speaker, severity);
      lines.push(text);
      owners.push({ speaker, title: `syslog ${meant === undefined ? source : (about as string)}` });
    }
    matcher.look(lines, nowMs, (pattern, line, index) => {
      const { speaker, title } = owners[index] as (typeof owners)[number];
      speaker.tally.hit(pattern, line, title, nowMs);
    });
  }

  function countSeverity(speaker: Speaker, severity: string): void {
    const before = speaker.severities.get(severity);
    if (before) before.count++;
    else speaker.severities.set(severity, { column: columnOf(severityMetric, [severity]), count: 1 });
  }

  function tell(nowMs: number): void {
    const items: NewItem[] = [];
    for (const [target, speaker] of speakers) {
      if (!isThere(target, speaker, nowMs)) continue;
      const sinceMs = nowMs - speaker.toldMs;
      const isDue = sinceMs >= EVERY_MS || sinceMs < 0 || (speaker.isChanged && sinceMs >= CHANGED_EVERY_MS);
      if (!isDue) continue;
      if (speaker.isChanged) isSaved = false;
      speaker.isChanged = false;
      speaker.toldMs = nowMs;
      items.push(...itemsOf(speaker, nowMs));
    }
    if (items.length > 0) keep(items);
  }

  /** Targets may be known only a while after the start, and are forgotten when they stay away. */
  function isThere(target: string, speaker: Speaker, nowMs: number): boolean {
    if (options.isTarget(target)) {
      delete speaker.goneMs;
      return true;
    }
    speaker.goneMs ??= nowMs;
    if (nowMs - speaker.goneMs >= GONE_MS) {
      speakers.delete(target);
      isSaved = false;
    }
    return false;
  }

  function itemsOf(speaker: Speaker, nowMs: number): NewItem[] {
    const readings = readingsOf(speaker);
    const facts = speaker.tally.facts();
    const run = { ok: true, state: 'ok', durationMs: 0, skipped: [], error: '' } as const;
    const isNew = readings.some(({ column }) => !speaker.told.has(column));
    const first = readings.map(({ column, value }) => ({
      column,
      value: speaker.told.has(column) ? value : 0,
    }));
    speaker.told = new Set(readings.map(({ column }) => column));
    return [
      ...(isNew ? speaker.items.items({ ...run, timeMs: nowMs - 1_000, readings: first, facts: [] }) : []),
      ...speaker.items.items({ ...run, timeMs: nowMs, readings, facts }),
    ];
  }

  /** Of patterns those that matched; one that never did has no series. */
  function readingsOf({ severities, tally }: Speaker): Reading[] {
    const readings: Reading[] = [];
    for (const { column, count } of severities.values()) readings.push({ column, value: count });
    for (const [index, column] of tally.columns.entries()) {
      const value = tally.counts[index] as number;
      if (value > 0) readings.push({ column, value });
    }
    return readings;
  }

  function addSpeaker(target: string): Speaker {
    const speaker: Speaker = {
      severities: new Map(),
      tally: createTally({ patterns, matcher, metric: matchesMetric, labels: [], linesPerMinute }),
      items: createProbeItems({
        probe: SYSLOG,
        target,
        intervalMs: EVERY_MS,
        announce: options.announce,
        onReport: () => {},
      }),
      told: new Set(),
      toldMs: Number.NEGATIVE_INFINITY,
      isChanged: false,
    };
    speakers.set(target, speaker);
    return speaker;
  }

  function recall(): void {
    const kept = memory.get(MEMORY_KEY);
    if (typeof kept !== 'object' || kept === null) return;
    for (const [target, counts] of Object.entries(kept)) {
      const { severities = {}, matches = {} } = (counts ?? {}) as Record<string, Record<string, unknown>>;
      const speaker = addSpeaker(target);
      for (const [severity, count] of Object.entries(severities))
        if (typeof count === 'number')
          speaker.severities.set(severity, { column: columnOf(severityMetric, [severity]), count });
      speaker.tally.restore(matches);
      // They were told in the life before.
      speaker.told = new Set(readingsOf(speaker).map(({ column }) => column));
    }
  }

  function save(nowMs: number): void {
    if (isSaved || Math.abs(nowMs - savedMs) < SAVED_EVERY_MS) return;
    isSaved = true;
    savedMs = nowMs;
    const counts = [...speakers].map(([target, { severities, tally }]) => [
      target,
      {
        severities: Object.fromEntries([...severities].map(([severity, { count }]) => [severity, count])),
        matches: tally.save(),
      },
    ]);
    memory.set(MEMORY_KEY, Object.fromEntries(counts));
  }
}
