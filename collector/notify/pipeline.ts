/*
 * From what happened to who was told. Every step is in the ledger before the next begins, so a crash loses nothing
 * and repeats at most the call that was being sent.
 *
 *   events ─ late? ─ suppressed? ─ silenced? ─ off hours? ─ routed ─► tellings      plan-events.ts
 *                        └── held, asked again ──┘                                  reask-holds.ts
 *   tellings ─ gathered ─ rate limit ─► call ─► delivered                           call-channel.ts, make-call.ts
 *                                         ├─► tried again later ─► given up
 *                                         └─► not soon enough: fallback as well     hand-over.ts
 */
import type { Call } from '#channels/channel.ts';
import type { AlertsRepository } from '#collector/alerts/alerts-repository.ts';
import type { Causes } from '#collector/causes/causes.ts';
import type { EvidenceRepository } from '#collector/evidence/evidence.ts';
import type { Sql } from '#collector/ledger/sql.ts';
import type { Rule } from '#protocol/rule.ts';
import type { CallLedger } from './call-ledger.ts';
import type { Holds } from './holds.ts';
import type { OpenChannels } from './open-channels.ts';
import type { FindContact, Routes, Stage } from './plan.ts';
import type { TellingLedger } from './telling-ledger.ts';

/** Language and IANA zone in which somebody is spoken to. */
export type Tone = Pick<Call, 'language' | 'zone'>;

/** Where a rule is found that fired, even one that was deleted since. */
export interface RuleMemory {
  recall(id: string): Promise<Rule | undefined>;
}

/** What the pipeline is made of. */
export interface Pipeline {
  sql: Sql;
  alerts: AlertsRepository;
  evidence: Pick<EvidenceRepository, 'ofAlert'>;
  rules: RuleMemory;
  tellings: TellingLedger;
  calls: CallLedger;
  holds: Holds;
  channels: OpenChannels;
  /** In the order in which they are asked. */
  stages: readonly Stage[];
  routes: Routes;
  contact: FindContact;
  causes: Pick<Causes, 'consequences' | 'hanging' | 'tookDown'> | undefined;
  /** How an organisation is spoken to. */
  organisation(id: string): Tone | Promise<Tone>;
  targetName(id: string): string;
  /** Where links in messages lead; empty: there are none. */
  pagesUrl(): string;
  nowMs(): number;
  /** From 0 to 1. */
  random(): number;
  stats: TellingStats;
}

/** What telling counts; grows only. */
export interface TellingStats {
  eventsPlanned: number;
  /** Times that planning waited because too many tellings did. */
  heldBack: number;
  /** Events that a stage held. */
  held: number;
  /** Events that were told although a stage held them, because too many were held. */
  holdsOverflowed: number;
  attempts: number;
  delivered: number;
  retries: number;
  failed: number;
  fellBack: number;
  /** Calls that stood for more events than a message can list. */
  storms: number;
  /** Calls that the other side did not take because there were too many. */
  throttled: number;
  /** Calls that were being sent at a crash and were sent again. */
  repeats: number;
}

/** A count of nothing yet. */
export function noStats(): TellingStats {
  return {
    eventsPlanned: 0,
    heldBack: 0,
    held: 0,
    holdsOverflowed: 0,
    attempts: 0,
    delivered: 0,
    retries: 0,
    failed: 0,
    fellBack: 0,
    storms: 0,
    throttled: 0,
    repeats: 0,
  };
}
