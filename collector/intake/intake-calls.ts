/*
 * What main thread and intake thread say to each other. Batches go over a port of their own, one at a time, as
 * moved buffers; everything else is calls (`threads/rpc.ts`) and news.
 */
import type { MessagePort } from 'node:worker_threads';
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
  | { news: 'loss'; from: number; to: number; reason: 'limit' | 'damaged' }
  /** The store had been further than this journal goes; it is fed from the oldest entry. */
  | { news: 'replaced'; by: 'store'; position: number }
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
  openGaps(): Map<string, OpenGap[]>;
  stats(): EngineStats;
  close(): Promise<void>;
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
  /** To the store thread: how far the journal goes; back comes a `FromStore`. */
  store: MessagePort;
}
