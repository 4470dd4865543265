import { type IncomingHttpHeaders, type RequestOptions, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Delivery } from './channel.ts';
import { delivered, failed, withinTime } from './delivery.ts';
import type { HttpConfig } from './http-config.ts';
import { throughProxy } from './proxy.ts';

/** Of an answer only this much is read; the rest is cut off. */
const ANSWER_BYTES = 16_384;
const SHOWN_CHARS = 200;
/** Whoever asks to be left alone for longer is asked again all the same. */
const LONGEST_WAIT_MS = 3_600_000;

/** One request of a channel. */
export interface HttpCall {
  method: 'GET' | 'POST' | 'PUT';
  url: string;
  headers: Readonly<Record<string, string>>;
  /** Empty for none. */
  body: string;
  /** Never shown in what is told of the call. */
  secrets: readonly string[];
}

/** What the other side answered. */
export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  /** Its beginning. */
  text: string;
  /** Status and text in one line, for people. */
  said: string;
}

/**
 * Makes one request over a connection of its own, follows no redirect, and lets `judge` say what the answer means.
 * Rejects never.
 */
export async function callHttp(
  call: HttpCall,
  config: HttpConfig,
  signal: AbortSignal,
  judge: (answer: Answer) => Delivery,
): Promise<Delivery> {
  return withinTime(
    config.timeoutMs,
    signal,
    async (ending) => {
      const answer = await exchange(call, config, ending);
      const text = hide(call.secrets, answer.text);
      const line = text.replace(/\s+/g, ' ').trim().slice(0, SHOWN_CHARS);
      return judge({ ...answer, text, said: `${answer.status} ${line}`.trim() });
    },
    ({ message, code }) => failed(true, hide(call.secrets, message || code || 'no connection')),
  );
}

async function exchange(
  call: HttpCall,
  config: HttpConfig,
  signal: AbortSignal,
): Promise<Omit<Answer, 'said'>> {
  const { method, url, body } = call;
  const request = url.startsWith('https:') ? requestHttps : requestHttp;
  const tls = { rejectUnauthorized: config.verifyCertificate, ...(config.ca !== '' && { ca: config.ca }) };
  const headers = { 'user-agent': 'Ward', ...call.headers, 'content-length': Buffer.byteLength(body) };
  const way: RequestOptions =
    config.proxy === '' ? {} : await throughProxy(config.proxy, new URL(url), signal);
  return new Promise((resolve, reject) => {
    const options = { method, signal, agent: false, ...tls, ...way, headers: { ...headers, ...way.headers } };
    const sending = request(url, options, (response) => {
      const chunks: Buffer[] = [];
      let length = 0;
      const finish = () => {
        const text = Buffer.concat(chunks).subarray(0, ANSWER_BYTES).toString('utf8');
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
      };
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        length += chunk.length;
        if (length < ANSWER_BYTES) return;
        finish();
        sending.destroy();
      });
      response.on('end', finish);
      response.on('error', reject);
    });
    sending.on('error', reject);
    sending.end(body);
  });
}

/** What a status alone says: 2xx is delivered; 408, 425, 429 and 5xx are worth another attempt. */
export function byStatus(answer: Answer, nowMs: number): Delivery {
  const { status, headers, said } = answer;
  if (status >= 200 && status < 300) return delivered(said);
  if (status >= 300 && status < 400) {
    const where = originOf(headers.location);
    return failed(
      false,
      `${status} redirects to ${where}; redirects are not followed, enter the final address`,
    );
  }
  const isTransient = status >= 500 || status === 408 || status === 425 || status === 429;
  return failed(isTransient, said, isTransient ? retryAfter(headers, nowMs) : undefined);
}

/** The wait that a `Retry-After` header asks for, in seconds or until a date; undefined without one. */
export function retryAfter(headers: IncomingHttpHeaders, nowMs: number): number | undefined {
  const value = headers['retry-after'];
  if (value === undefined) return undefined;
  const waitMs = /^\d{1,9}$/.test(value) ? Number(value) * 1000 : Date.parse(value) - nowMs;
  return Number.isFinite(waitMs) ? boundedWait(waitMs) : undefined;
}

/** A wait that somebody asks for, within reason. */
export function boundedWait(waitMs: number): number {
  return Math.min(LONGEST_WAIT_MS, Math.max(0, waitMs));
}

/** The answer as a JSON object; undefined for everything else. */
export function jsonOf({ text }: Answer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** 2xx from somebody who does not speak as the service does, such as the page of a proxy: nothing has arrived. */
export function notUnderstood({ said }: Answer): Delivery {
  return failed(true, `not an answer of the service: ${said}`);
}

/** Paths and queries of webhooks are keys to them. */
function originOf(location: string | undefined): string {
  if (location === undefined) return 'nowhere';
  try {
    return new URL(location).origin;
  } catch {
    return 'another page of it';
  }
}

/** Whatever of an address could be a key: the parts of its path and the values of its query. */
export function keysIn(url: string): string[] {
  const { pathname, searchParams, username, password } = new URL(url);
  return [...pathname.split('/'), ...searchParams.values(), username, password].filter(
    (part) => part.length >= 8,
  );
}

function hide(secrets: readonly string[], text: string): string {
  return secrets.reduce((sum, secret) => (secret === '' ? sum : sum.replaceAll(secret, '***')), text);
}
