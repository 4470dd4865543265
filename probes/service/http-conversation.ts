import type { ProbeOptions } from '../probe.ts';
import { ProbeError } from '../probe-error.ts';
import { targetAddress } from '../target-address.ts';
import { basicAuthorization, exchange, type HttpAnswer } from '../web/exchange.ts';
import type { HttpSettings } from './http-settings.ts';
import type { Step } from './service-reader.ts';

/** What helps where an interface does not answer as it shall, in the words of its make. */
export interface Hints {
  /** Behind a status of 403: the right or the line of configuration that is missing. */
  denied: string;
  /** Behind a status of 404: how the interface is enabled. */
  missing: string;
  /** Behind a status of 401: where the account is made. */
  account?: string;
  /** Knows the make's own way to say no; undefined leaves it to the status. */
  judge?(answer: HttpAnswer): ProbeError | undefined;
}

/** One request to the service. */
export interface ServiceRequest {
  method?: string;
  headers?: Readonly<Record<string, string>>;
  body?: string;
  maxBytes?: number;
}

/** Asks one path of a service; resolves with an answer of status 200 and rejects with a `ProbeError` for all others. */
export type AskService = (path: string, signal: AbortSignal, request?: ServiceRequest) => Promise<HttpAnswer>;

const MAX_BYTES = 1_048_576;

/** How one service is asked: its address, its account, and the words for what goes wrong. */
export function httpConversation(
  settings: HttpSettings,
  options: Pick<ProbeOptions, 'host' | 'resolve'>,
  hints: Hints,
  onStep: (step: Step) => void = () => {},
): AskService {
  const { scheme, port, user, password, token, ca, insecure, timeout: timeoutMs } = settings;
  const authorization = authorizationOf(user, password, token);
  return async (path, signal, { method, headers, body, maxBytes = MAX_BYTES } = {}) => {
    const address = await targetAddress(settings.address, options);
    const startedMs = performance.now();
    const answer = await exchange({
      url: new URL(path, `${scheme}://${hostOf(options.host ?? settings.address)}:${port}`),
      address,
      ...(method !== undefined && { method }),
      headers: { ...(authorization !== undefined && { authorization }), ...headers },
      ...(body !== undefined && { body }),
      maxBytes,
      timeoutMs,
      signal,
      tls: { ca, insecure },
    });
    onStep({ step: path, ms: performance.now() - startedMs });
    const why = hints.judge?.(answer) ?? whyNot(answer, path, hints, authorization !== undefined);
    if (why) throw why;
    return answer;
  };
}

/** The body as text; rejects what is longer than was asked for. */
export function wholeText({ body, isCut }: HttpAnswer): string {
  if (isCut) throw new ProbeError('not_understood', `its answer is longer than ${body.length} bytes`);
  return body.toString('utf8');
}

/** The body as JSON; whatever else it is, is named. */
export function jsonOf(answer: HttpAnswer, product: string): unknown {
  const text = wholeText(answer);
  try {
    return JSON.parse(text);
  } catch {
    throw notTheProduct(answer, product);
  }
}

/** Something answers, and it is something else. */
export function notTheProduct({ headers, body }: HttpAnswer, product: string): ProbeError {
  const type = headers['content-type'] ?? 'text without a type';
  const server = headers.server === undefined ? '' : ` by ${headers.server}`;
  const begins = JSON.stringify(body.toString('latin1', 0, 60));
  return new ProbeError(
    'wrong_answer',
    `this is not ${product}: ${type}${server} that begins with ${begins}; look at port and path`,
  );
}

function authorizationOf(user?: string, password?: string, token?: string): string | undefined {
  if (token !== undefined) return `Bearer ${token}`;
  return password === undefined ? undefined : basicAuthorization(user ?? '', password);
}

function hostOf(host: string): string {
  return host.includes(':') ? `[${host.replace(/%.*$/, '')}]` : host;
}

function whyNot(answer: HttpAnswer, path: string, hints: Hints, isSignedIn: boolean): ProbeError | undefined {
  const { status, headers, body } = answer;
  const told = `answers ${path} with status ${status}`;
  if (status === 200) return undefined;
  if (status === 401) {
    const what = isSignedIn ? 'user, password or token is not accepted' : 'it wants a user and a password';
    return new ProbeError('wrong_secret', `${told}: ${what}${hints.account ? `; ${hints.account}` : ''}`);
  }
  if (status === 403) return new ProbeError('denied', `${told}: ${hints.denied}`);
  if (status === 404) return new ProbeError('unsupported', `${told}: ${hints.missing}`);
  if (status >= 300 && status < 400) {
    const where = String(headers.location ?? 'nowhere').replace(/[?#].*$/, '');
    return new ProbeError(
      'misconfigured',
      `${told} and sends on to ${where}: look at scheme, port and path; the account is not sent there`,
    );
  }
  if (status === 400 && /HTTPS port|TLS|SSL/i.test(body.toString('latin1', 0, 2_000)))
    return new ProbeError('misconfigured', `${told}: this port speaks HTTPS, set scheme to https`);
  if (status >= 500) return new ProbeError('failed', `${told}: it is there and not well`);
  return new ProbeError('wrong_answer', `${told}, 200 is expected`);
}
