import type * as z from 'zod';
import type { AlertEvent } from '#protocol/alert.ts';

/** A call to make: what happened, and the names to say it with in the recipient's language. */
export interface Call {
  /** Stable over retries and restarts; recipients may use it to recognise a repeat. */
  id: string;
  events: readonly AlertEvent[];
  /** Target id → name as people know it. */
  targetNames: Readonly<Record<string, string>>;
  /** Rule id → name in each language. */
  ruleNames: Readonly<Record<string, { 'zh-CN': string; en: string }>>;
  /** Alert id → the first lines of what was seen when it fired; none where nothing was. */
  evidence: Readonly<Record<string, readonly string[]>>;
  language: 'zh-CN' | 'en';
  /** IANA zone in which times are printed. */
  zone: string;
  /** Address of this collector's pages, for a link; empty when unknown. */
  pagesUrl: string;
  /** A test send, said plainly in the message. */
  test: boolean;
  /** Attempts before this one: above 0 it may be a repeat. */
  attempt: number;
  /** When this attempt is made, UTC ms. */
  sentAtMs: number;
}

/** How telling ended. `retryable` says whether the same call may succeed later. */
export type Delivery =
  | { delivered: true; answer: string }
  | { delivered: false; retryable: boolean; reason: string };

/**
 * One way to tell somebody. `tell` never rejects, answers within `timeoutMs` of its configuration, and tells once
 * per call. `close` may be called twice.
 */
export interface Channel {
  tell(call: Call, signal: AbortSignal): Promise<Delivery>;
  close(): Promise<void>;
}

/** What the visible list in `channel-types.ts` holds for each kind of channel. */
export interface ChannelType<Config = unknown> {
  name: string;
  config: z.ZodType<Config>;
  /** Fields of the configuration that are sealed and never shown again. */
  secrets: readonly string[];
  /** Fields that say where the secrets are sent: who changes one of them enters the secrets anew. */
  destination: readonly string[];
  create(config: Config): Channel;
}
