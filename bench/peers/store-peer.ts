import { setTimeout as sleep } from 'node:timers/promises';
import type { Destination } from '../simulated-pushers.ts';
import type { Peer } from './peer.ts';

/** A time-series database beside us. */
export interface StorePeer extends Peer {
  destination: Destination;
  /** Samples that it has taken since its start. */
  taken(): Promise<number>;
  /** Bytes of its data once everything that it can flush and merge is flushed and merged. */
  diskBytes(): Promise<number>;
  /** Requests that answer a question; each way that this program has. */
  ask(question: Question): Inquiry[];
}

/** What the query benchmark asks everybody. */
export interface Question {
  /** Numbers of hosts; undefined: all. */
  hosts: readonly number[] | undefined;
  column: number;
  /** The span `[fromMs, toMs)`. */
  fromMs: number;
  toMs: number;
  stepMs: number;
  /** Only so many series with the highest average over the whole span. */
  top: number | undefined;
}

/** One way to ask a question. */
export interface Inquiry {
  /** Told in the table where a program has several ways. */
  way: string;
  url: string;
  /** How many points an answer holds, so that nobody is praised for a short one. */
  points(body: string): number;
}

/** Resolves when `peer` has taken `samples` since its start; rejects when it never does. */
export async function untilTaken(peer: StorePeer, samples: number): Promise<void> {
  let taken = 0;
  for (let waits = 0; waits < 300; waits++) {
    taken = await peer.taken();
    if (taken >= samples) return;
    await sleep(100);
  }
  throw new Error(`${peer.name} has taken ${taken} of ${samples} samples half a minute after they were sent`);
}

/** Resolves when `bytes` answers the same for three seconds, after at most two minutes. */
export async function untilSteady(bytes: () => number): Promise<number> {
  let last = bytes();
  let unchanged = 0;
  for (let waits = 0; waits < 240 && unchanged < 6; waits++) {
    await sleep(500);
    const now = bytes();
    unchanged = now === last ? unchanged + 1 : 0;
    last = now;
  }
  return last;
}

/** Value of an unlabelled figure on a Prometheus page of figures. */
export async function figureOf(url: string, pattern: RegExp): Promise<number> {
  const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
  const text = await response.text();
  let sum = 0;
  for (const line of text.split('\n')) {
    if (!line.startsWith('#') && pattern.test(line)) sum += Number(line.slice(line.lastIndexOf(' ') + 1));
  }
  return sum;
}

/** Asks and rejects on anything but a 2xx. */
export async function ask(method: string, url: string): Promise<string> {
  const response = await fetch(url, { method, signal: AbortSignal.timeout(120_000) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url} answered ${response.status}: ${text}`);
  return text;
}
