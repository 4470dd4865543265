import { isIP } from 'node:net';
import type { ProbeOptions } from '../../probe.ts';
import { ProbeError } from '../../probe-error.ts';
import { lookUpOther } from '../../target-address.ts';
import { withoutBrackets } from '../connect.ts';
import { basicAuthorization, exchange, type HttpAnswer } from '../exchange.ts';
import { tlsSettings } from '../tls-settings.ts';
import type { HttpConfig, Step } from './config.ts';
import { type Cookies, cookieJar } from './cookies.ts';
import type { Wrong } from './expected.ts';
import { fill, fillAll, hasPlaceholder } from './placeholders.ts';

/** Seconds of all exchanges together, and how many redirects were followed. */
export interface Totals {
  connect: number;
  tls: number;
  firstByte: number;
  transfer: number;
  total: number;
  redirects: number;
  exchanges: number;
}

/** What is kept from step to step of one visit. */
export interface Journey {
  /** Asks what a step asks, and follows where it is led. */
  go(step: Step, signal: AbortSignal): Promise<Arrival>;
  /** By name: secrets, and values of the steps before. */
  names: Map<string, string>;
  totals: Totals;
}

/** Where a step ended. */
export interface Arrival {
  url: URL;
  answer: HttpAnswer;
  /** Why it did not come further. */
  wrong?: Wrong;
}

/** What of a request goes on from redirect to redirect. */
interface Sent {
  method: string;
  headers: Record<string, string>;
  body: string | undefined;
}

const REDIRECTS = [301, 302, 303, 307, 308];
/** Headers that tell nothing of whoever asks. */
const HARMLESS = /^(?:accept|accept-language|user-agent)$/i;

/** Begins a visit of the page that the settings name. */
export function beginJourney(config: HttpConfig, options: ProbeOptions): Journey {
  const home = homeOf(config, options.host);
  const cookies = cookieJar(options.now);
  const totals: Totals = {
    connect: 0,
    tls: 0,
    firstByte: 0,
    transfer: 0,
    total: 0,
    redirects: 0,
    exchanges: 0,
  };
  const names = new Map(Object.entries(config.secrets ?? {}));
  return { go, names, totals };

  async function go(step: Step, signal: AbortSignal): Promise<Arrival> {
    const named = urlOf(step.path, home, names);
    let url = named;
    let sent = sentBy(step, names);
    const trail: string[] = [];
    const been = new Set<string>();
    for (;;) {
      trail.push(shown(url));
      been.add(whereAndHow(sent, url, cookies));
      const answer = await askOnce(url, named, sent, step, signal);
      const next = step.redirects > 0 ? redirectOf(answer, url) : undefined;
      if (next === undefined) return { url, answer };
      const after = sentAfter(sent, answer.status, url, next);
      const wrong = after ? whyNoFurther(after, next) : { state: 'wrong_status', sentence: ELSEWHERE };
      if (wrong || !after) return { url, answer, ...(wrong && { wrong }) };
      totals.redirects++;
      url = next;
      sent = after;
    }

    function whyNoFurther(after: Sent, next: URL): Wrong | undefined {
      const way = () => [...trail, shown(next)].slice(-6).join(' → ');
      if (been.has(whereAndHow(after, next, cookies)))
        return { state: 'redirect_loop', sentence: `redirects in a circle: ${way()}` };
      if (trail.length > step.redirects)
        return { state: 'too_many_redirects', sentence: `more than ${step.redirects} redirects: ${way()}` };
      return undefined;
    }
  }

  /** `named`: the host that the step itself means, and what it says is meant for. */
  async function askOnce(
    url: URL,
    named: URL,
    sent: Sent,
    step: Step,
    signal: AbortSignal,
  ): Promise<HttpAnswer> {
    const isHome = mayKnow(url, home);
    const cookie = cookies.headerFor(url);
    totals.exchanges++;
    const answer = await exchange({
      url,
      address: url.hostname === home.hostname ? config.address : await addressOf(url, options),
      method: sent.method,
      headers: {
        ...(isHome && authorization(config)),
        ...(isHome || mayKnow(url, named) ? sent.headers : harmless(sent.headers, step)),
        ...(cookie && { cookie }),
      },
      ...(sent.body !== undefined && { body: sent.body }),
      maxBytes: config.max_size,
      timeoutMs: config.timeout,
      signal,
      tls: tlsSettings(config),
    });
    cookies.take(url, answer.headers['set-cookie']);
    for (const phase of ['connect', 'tls', 'firstByte', 'transfer', 'total'] as const)
      totals[phase] += answer.seconds[phase] || 0;
    return answer;
  }

  function harmless(headers: Record<string, string>, step: Step): Record<string, string> {
    return Object.fromEntries(
      Object.entries(headers).filter(
        ([name]) => HARMLESS.test(name) && !hasPlaceholder(step.headers[name] ?? ''),
      ),
    );
  }
}

const ELSEWHERE =
  'redirects to another host, or to one without TLS, that shall be sent the same body: that is not done';

/** Where the page stands, by the name as people wrote it. */
export function homeOf(
  config: Pick<HttpConfig, 'address' | 'scheme' | 'port'>,
  name: string | undefined,
): URL {
  const host = withoutBrackets(name ?? config.address);
  const shownHost = isIP(host) === 6 ? `[${host}]` : host;
  try {
    return new URL(`${config.scheme}://${shownHost}${config.port === undefined ? '' : `:${config.port}`}/`);
  } catch (cause) {
    throw new ProbeError('misconfigured', `${host} cannot stand in the address of a page`, { cause });
  }
}

/** An address without what may be secret in it. */
export function shown(url: URL): string {
  return `${url.origin}${url.pathname}`;
}

function urlOf(path: string, home: URL, names: ReadonlyMap<string, string>): URL {
  // A value that is all of the address is one; anything else is a part and is written as such.
  const isWhole = /^\{\{[^{}]*\}\}$/.test(path);
  const filled = fill(path, names, isWhole ? undefined : encodeURIComponent);
  try {
    const url = new URL(filled, home);
    if (url.protocol === 'http:' || url.protocol === 'https:') return url;
  } catch {
    // Told below.
  }
  throw new ProbeError('misconfigured', `${path} is no address of a page`);
}

function sentBy(step: Step, names: ReadonlyMap<string, string>): Sent {
  const headers: Record<string, string> = {};
  let body: string | undefined;
  if (step.json !== undefined) {
    headers['content-type'] = 'application/json; charset=utf-8';
    body = JSON.stringify(fillAll(step.json, names));
  } else if (step.form) {
    headers['content-type'] = 'application/x-www-form-urlencoded';
    body = new URLSearchParams(
      Object.entries(step.form).map(([name, value]): [string, string] => [name, fill(value, names)]),
    ).toString();
  } else if (step.body !== undefined) {
    headers['content-type'] = 'text/plain; charset=utf-8';
    body = fill(step.body, names);
  }
  for (const [name, value] of Object.entries(step.headers)) headers[name.toLowerCase()] = fill(value, names);
  return { method: step.method ?? (body === undefined ? 'GET' : 'POST'), headers, body };
}

/** As browsers do it: what was sent is sent again only where the status asks for that, and to nobody else. */
function sentAfter(sent: Sent, status: number, from: URL, to: URL): Sent | undefined {
  const keepsMethod = status === 307 || status === 308 || sent.method === 'GET' || sent.method === 'HEAD';
  if (keepsMethod) return sent.body !== undefined && !mayKnow(to, from) ? undefined : sent;
  const { 'content-type': _type, ...headers } = sent.headers;
  return { method: 'GET', headers, body: undefined };
}

function redirectOf({ status, headers }: HttpAnswer, from: URL): URL | undefined {
  const { location } = headers;
  if (!REDIRECTS.includes(status) || typeof location !== 'string') return undefined;
  try {
    const url = new URL(location, from);
    return url.protocol === 'http:' || url.protocol === 'https:' ? url : undefined;
  } catch {
    return undefined;
  }
}

/** With other cookies the same place is not the same visit. */
function whereAndHow({ method }: Sent, { origin, pathname, search }: URL, { changes }: Cookies): string {
  return `${method} ${origin}${pathname}${search} ${changes}`;
}

async function addressOf({ hostname }: URL, options: ProbeOptions): Promise<string> {
  const host = withoutBrackets(hostname);
  try {
    return await lookUpOther(host, options);
  } catch (error) {
    const state = error instanceof ProbeError ? error.state : 'failed';
    throw new ProbeError(state, `is led to ${host}: ${(error as Error).message}`, { cause: error });
  }
}

/** What was meant for one host is told to no other, nor where everybody listens, unless it was meant to be. */
function mayKnow(url: URL, meant: URL): boolean {
  return url.hostname === meant.hostname && (url.protocol === 'https:' || meant.protocol === 'http:');
}

function authorization({ user, password, token }: HttpConfig): Record<string, string> {
  if (token !== undefined) return { authorization: `Bearer ${token}` };
  return password === undefined ? {} : { authorization: basicAuthorization(user ?? '', password) };
}
