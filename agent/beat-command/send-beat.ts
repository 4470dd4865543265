import type http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { httpRequest } from '../uplink/http-request.ts';

/** One word about a run, as it is sent or kept. */
export interface Beat {
  /** Address of the job's beats, with its token. */
  url: string;
  phase: 'start' | 'success' | 'failure';
  query: Readonly<Record<string, string>>;
  /** The end of the output. */
  body: string;
  /** When that was, by the clock of this machine. */
  atMs: number;
}

/** What became of it: `refused` will not be taken later either. */
export type Sent = { outcome: 'taken' } | { outcome: 'refused' | 'away'; why: string };

export interface SendOptions {
  agent: http.Agent;
  wallMs(): number;
  monotonicMs(): number;
  /** Ends trying, whatever is under way. */
  signal?: AbortSignal;
}

/** Longest wait for one answer. */
export const ATTEMPT_MS = 3_000;
const PAUSE_MS = 500;
/** Less than this ago is now. */
const NOW_MS = 1_000;

/** Tries until it is taken or refused, or this much time has passed. Never rejects. */
export async function sendBeat(beat: Beat, withinMs: number, options: SendOptions): Promise<Sent> {
  const endMs = options.monotonicMs() + withinMs;
  for (;;) {
    const leftMs = endMs - options.monotonicMs();
    const sent = await attempt(beat, Math.min(ATTEMPT_MS, Math.max(1, leftMs)), options);
    const isOver = endMs - options.monotonicMs() <= PAUSE_MS || options.signal?.aborted === true;
    if (sent.outcome !== 'away' || isOver) return sent;
    await sleep(PAUSE_MS, undefined, { signal: options.signal }).catch(() => {});
  }
}

async function attempt(beat: Beat, timeoutMs: number, { agent, wallMs, signal }: SendOptions): Promise<Sent> {
  try {
    const { status } = await httpRequest({
      url: addressOf(beat, wallMs()),
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: Buffer.from(beat.body, 'utf8'),
      agent,
      timeoutMs,
      signal,
    });
    if (status >= 200 && status < 300) return { outcome: 'taken' };
    if (status === 404) return { outcome: 'refused', why: 'the collector does not know this token (404)' };
    const passes = status === 429 || status >= 500;
    return { outcome: passes ? 'away' : 'refused', why: `the collector answered ${status}` };
  } catch (error) {
    return { outcome: 'away', why: (error as Error).message };
  }
}

function addressOf({ url, phase, query, atMs }: Beat, nowMs: number): URL {
  const address = new URL(url);
  address.pathname = `${address.pathname.replace(/\/+$/, '')}/${phase}`;
  for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value);
  const ageMs = nowMs - atMs;
  if (ageMs >= NOW_MS) address.searchParams.set('age', (ageMs / 1_000).toFixed(1));
  return address;
}
