import type * as z from 'zod';
import type { AlertEvent } from '#protocol/alert.ts';
import type { Severity } from '#protocol/rule.ts';

/** Whom a call is for, where the channel itself does not say it. */
export interface Recipient {
  /** Id and name of the contact. */
  id: string;
  name: string;
  /** Each may be empty. */
  email: string;
  phone: string;
}

/** What a call is about beside the events that it lists: in a storm one message stands for thousands. */
export interface More {
  /** All events, those that are listed included. */
  events: number;
  fired: Record<Severity, number>;
  resolved: number;
  /** The rules and the targets with most events, most first, ten at most; by id, with how many. */
  rules: readonly (readonly [rule: string, events: number])[];
  targets: readonly (readonly [target: string, events: number])[];
  /** How many different targets. */
  targetCount: number;
}

/** What else an alert takes down, in targets. */
export interface Consequences {
  /** How many are unknown because of it; of an alert that has ended: were. */
  total: number;
  /** How many hang on it, those included; some may not have been missed yet. */
  hanging: number;
  /** Of an alert that has ended: how many of them are not well yet. */
  notWell: number;
  /** The first of them: of those that are not well yet where it has ended. */
  names: readonly string[];
}

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
  /** Alert id → what it takes down; none where nothing else is unknown because of it. */
  consequences?: Readonly<Record<string, Consequences>>;
  language: 'zh-CN' | 'en';
  /** IANA zone in which times are printed. */
  zone: string;
  /** Address of this collector's pages, for a link; empty when unknown. */
  pagesUrl: string;
  /** Null: to whom the configuration of the channel says. */
  to: Recipient | null;
  /** Null where `events` are all there are. */
  more: More | null;
  /** A drill: nothing has happened, and the recipient opens this address to say that it arrived. */
  drill: { answerUrl: string } | null;
  /** A test send, said plainly in the message. */
  test: boolean;
  /** Attempts before this one: above 0 it may be a repeat. */
  attempt: number;
  /** When this attempt is made, UTC ms. */
  sentAtMs: number;
}

/**
 * How telling ended. `retryable` says whether the same call may succeed later; `retryAfterMs`, where the other side
 * said so, that nothing sent before will be taken.
 */
export type Delivery =
  | { delivered: true; answer: string }
  | { delivered: false; retryable: boolean; reason: string; retryAfterMs?: number };

/**
 * One way to tell somebody. `tell` never rejects, answers within `timeoutMs` of its configuration, and tells once
 * per call. `close` may be called twice.
 */
export interface Channel {
  tell(call: Call, signal: AbortSignal): Promise<Delivery>;
  close(): Promise<void>;
}

/** What would be sent, for a person to look at; nothing secret is in it. */
export interface Preview {
  /** Empty where the message has none. */
  title: string;
  text: string;
  /** How to show the text. */
  form: 'text' | 'markdown' | 'html' | 'json';
  /** How long it is, by the measure of the other side; `most` is null where there is no limit. */
  size: { used: number; most: number | null; unit: 'bytes' | 'characters' | 'segments' };
  /** Events of the call that the message only counts. */
  leftOut: number;
}

/** What the visible list in `channel-types.ts` holds for each kind of channel. */
export interface ChannelType<Config = unknown> {
  name: string;
  title: { 'zh-CN': string; en: string };
  /** What of a contact it can write to; null: it reaches only whom its configuration names. */
  reaches: 'email' | 'phone' | null;
  /** Calls a minute that the other side takes: published, or what is usual. */
  callsPerMinute: number;
  config: z.ZodType<Config>;
  /** Fields of the configuration that are sealed and never shown again. */
  secrets: readonly string[];
  /** Fields that say where the secrets are sent: who changes one of them enters the secrets anew. */
  destination: readonly string[];
  /** A program reads it: it wants every event, also in a storm, and none of them in other words. */
  isForPrograms: boolean;
  /** Of programs: events in one call, where it takes fewer than usual in the time that it has. */
  eventsPerCall?: number;
  /** Takes a site's own words, under `templates` of its configuration. */
  hasTemplates: boolean;
  create(config: Config): Channel;
  /** Pure: what `tell` would send of this call. */
  preview(config: Config, call: Call): Preview;
}
