/*
 * What main thread and intake thread say to each other. Batches go over a port of their own, one at a time, as
 * moved buffers; everything else is calls (`threads/rpc.ts`) and news.
 */
import type { MessagePort } from 'node:worker_threads';
import type { JournalLoss, StoreReturn } from '#collector/journal/journal.ts';
import type { LedgerOfThread } from '#collector/ledger/open-ledger.ts';
import type { BacklogSpan } from '#collector/rules/judge.ts';
import type { AlertEvent } from '#protocol/alert.ts';
import type { Schema } from '#protocol/schema.ts';
import type { SequenceRange } from '#protocol/session.ts';
import type { Verdict } from './admission.ts';
import type { OpenGap } from './connected-agents.ts';
import type { EngineStats, OpenedConnection } from './intake-engine.ts';
import type { ArrivedRecord } from './record-reader.ts';

/** Main → intake: entries of messages, in `buffer[0, bytes)`; `messages` is (connection, entries) × n. */
export interface BatchMessage {
  buffer: ArrayBuffer;
  bytes: number;
  messages: Uint32Array;
}

/** Intake → main, once per batch: durable, or not taken at all. The buffer comes back to be used again. */
export type BatchAnswer =
  | { buffer: ArrayBuffer; outcome: 'durable'; verdicts: Verdict[]; touched: Int32Array }
  | { buffer: ArrayBuffer; outcome: 'journal_full' | 'failed'; error: string };

/** Intake → main, as it happens. */
export type IntakeNews =
  /** Everything is caught up; batches may come. */
  | { news: 'ready' }
  | { news: 'schema'; index: number; id: string; schema: Schema; latest: SharedArrayBuffer }
  | { news: 'records'; records: ArrivedRecord[] }
  | { news: 'events'; events: AlertEvent[] }
  /** History that came behind the stream and is complete, before `position` of the journal. */
  | { news: 'backlog'; spans: BacklogSpan[]; position: number }
  | ({ news: 'loss' } & JournalLoss)
  /** The store had been further than this journal goes; it is fed from the oldest entry. */
  | { news: 'replaced'; by: 'store'; position: number }
  /** The store is another one than the last; what that one has is not in it. */
  | { news: 'other_store'; name: string; position: number; oldest: number }
  | { news: 'trouble'; what: 'judging' | 'journal'; error: string };

/** Calls that the intake thread answers. */
export interface IntakeCalls {
  open(connection: OpenedConnection): SequenceRange[];
  /** The targets that an agent may write from here on. */
  allow(source: string, organisation: string, targets: readonly string[]): void;
  forget(connection: number): void;
  control(kind: number, body: Uint8Array): Promise<void>;
  /** Records before this position are in the ledger. */
  recordsTaken(position: number): void;
  /** As `IntakeEngine.hold`, `letGo`, `pause` and `resume`: for backups. */
  hold(untilMs: number): void;
  letGo(): boolean;
  pause(atMostMs: number): Promise<number>;
  resume(): Promise<boolean>;
  openGaps(): Map<string, OpenGap[]>;
  losses(): Promise<JournalLoss[]>;
  stats(): EngineStats;
  close(): Promise<void>;
}

/** Calls of the store thread about the journal, answered in the order in which they come. */
export interface JournalCalls {
  /** As `Journal.storeAt`. */
  storeAt(name: string, position: number, had?: number): Promise<StoreReturn>;
  /** Everything before this position is durable in the store. */
  released(position: number): Promise<void>;
  /** These, both included, cannot be read. */
  damaged(from: number, to: number): Promise<void>;
  /** The store had been further than the journal goes: that one was replaced, and is fed from its oldest entry. */
  replaced(position: number): void;
}

/** What the intake thread is started with. */
export interface IntakeThreadOptions {
  dataDir: string;
  ledger: LedgerOfThread;
  journalLimitBytes: number;
  seriesPerAgent: number;
  seriesPerPollingAgent: number;
  valuesPerLabel: number;
  recordsFrom: number;
  batches: MessagePort;
  calls: MessagePort;
  /** To the store thread: how far the journal goes. */
  store: MessagePort;
  /** From the store thread: `JournalCalls`. */
  journal: MessagePort;
}
