/*
 * The dead man's switch from the other side: an agent that no collector hears for a while tells people so, over a
 * channel of its own. Of the agents of a zone that can do so the collector lets one go first, as long as it lives;
 * the next stands in for it three times as late, in case the first went down together with the collector.
 */
import type { Call, Channel } from '#channels/channel.ts';
import type { Memory } from '#probes/probe.ts';
import { type AlertEvent, UNTOUCHED } from '#protocol/alert.ts';
import type { Log } from '../log.ts';

const LOOK_EVERY_MS = 1_000;
const FIRST_RETRY_MS = 15_000;
const LONGEST_RETRY_MS = 600_000;
/** How many times as long each of them waits; whoever comes behind leaves it to them. */
const PATIENCE = [1, 3];

export interface AloneOptions {
  afterMs: number;
  channel: Channel;
  language: Call['language'];
  timezone: string;
  /** The zone that this agent belongs to, or its own name. */
  name: string;
  /** Collectors that it looks for. */
  collectors: readonly string[];
  /** True while a collector takes what this agent has to say. */
  isHeard(): boolean;
  /** Survives a restart, so that nobody is told twice. */
  memory: Memory;
  log: Log;
  wallMs(): number;
  monotonicMs(): number;
  lookEveryMs?: number;
}

/** Watches whether anybody hears this agent. */
export interface Alone {
  /** The collector says how many agents of the zone go first. */
  standInAs(rank: number): void;
  stop(): Promise<void>;
}

/** Begins to watch; a run that begins without a collector counts from its beginning. */
export function watchAlone(options: AloneOptions): Alone {
  const { memory, log, wallMs, monotonicMs } = options;
  const stopping = new AbortController();
  let heardAtMs = monotonicMs();
  let telling: Promise<void> | undefined;
  let notBeforeMs = 0;
  let failures = 0;
  const timer = setInterval(look, options.lookEveryMs ?? LOOK_EVERY_MS);
  timer.unref();

  return {
    standInAs(rank) {
      memory.set('rank', rank);
      log.info('tells people when no collector answers', { place: rank + 1 });
    },
    async stop() {
      clearInterval(timer);
      stopping.abort();
      await telling;
      await options.channel.close();
    },
  };

  function look(): void {
    const now = monotonicMs();
    const toldSinceMs = memory.get('toldSinceMs') as number | undefined;
    if (options.isHeard()) {
      heardAtMs = now;
      if (toldSinceMs !== undefined && now >= notBeforeMs) tell('resolved', toldSinceMs);
      else if (toldSinceMs === undefined) notBeforeMs = 0;
      return;
    }
    const patience = PATIENCE[(memory.get('rank') as number | undefined) ?? 0];
    if (toldSinceMs !== undefined || patience === undefined || now < notBeforeMs) return;
    const aloneMs = now - heardAtMs;
    if (aloneMs >= options.afterMs * patience) tell('fired', wallMs() - aloneMs);
  }

  function tell(kind: 'fired' | 'resolved', sinceMs: number): void {
    telling ??= attempt(kind, sinceMs).finally(() => {
      telling = undefined;
    });
  }

  async function attempt(kind: 'fired' | 'resolved', sinceMs: number): Promise<void> {
    const delivery = await options.channel.tell(callOf(kind, sinceMs), stopping.signal);
    if (stopping.signal.aborted) return;
    if (!delivery.delivered) {
      const waitMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** failures);
      failures++;
      notBeforeMs = monotonicMs() + waitMs;
      log.error('nobody could be told about the collector', {
        why: delivery.reason,
        againInMs: waitMs,
      });
      return;
    }
    failures = 0;
    notBeforeMs = 0;
    memory.set('toldSinceMs', kind === 'fired' ? sinceMs : undefined);
    log.warn(
      kind === 'fired'
        ? 'people were told that no collector hears this agent'
        : 'people were told that the collector is back',
      {
        answer: delivery.answer,
      },
    );
  }

  function callOf(kind: 'fired' | 'resolved', sinceMs: number): Call {
    const nowMs = wallMs();
    const event = eventOf(kind, sinceMs, nowMs);
    const { name, collectors } = options;
    return {
      id: event.id,
      events: [event],
      targetNames: { [name]: `${name} → ${collectors.join(', ')}` },
      ruleNames: { [RULE]: { 'zh-CN': '采集器无应答，监控已中断', en: 'Collector silent: nobody watches' } },
      evidence: {},
      language: options.language,
      zone: options.timezone,
      pagesUrl: '',
      to: null,
      more: null,
      drill: null,
      test: false,
      attempt: failures,
      sentAtMs: nowMs,
    };
  }

  function eventOf(kind: 'fired' | 'resolved', sinceMs: number, nowMs: number): AlertEvent {
    const id = `alone-${options.name}-${Math.round(sinceMs)}`;
    const isOver = kind === 'resolved';
    return {
      id: `${id}-${kind}`,
      kind,
      atMs: nowMs,
      position: 0,
      late: false,
      by: null,
      comment: '',
      from: null,
      alert: {
        ...UNTOUCHED,
        id,
        rule: RULE,
        ruleRevision: 0,
        organisation: '',
        target: options.name,
        metric: 'agent.alone_seconds',
        labels: {},
        unit: 's',
        severity: 'critical',
        state: isOver ? 'resolved' : 'firing',
        beganAtMs: sinceMs,
        firedAtMs: nowMs,
        resolvedAtMs: isOver ? nowMs : null,
        value: Math.round((nowMs - sinceMs) / 1_000),
        threshold: Math.round(options.afterMs / 1_000),
        resolution: isOver ? 'recovered' : null,
      },
    };
  }
}

/** What stands where other alerts name their rule. */
const RULE = 'collector-silent';
