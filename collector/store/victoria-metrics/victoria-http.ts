import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { StoreAddress } from '#collector/config/store-address.ts';
import { QueryTooLargeError, StoreUnavailableError } from '../store.ts';

const compress = promisify(gzip);

/** How a VictoriaMetrics is reached; its secret has been read. */
export type VictoriaAddress = Omit<Extract<StoreAddress, { kind: 'victoriametrics' }>, 'kind' | 'secretFile'>;

/** A series as it is named over there, name included. */
export type VictoriaLabels = Readonly<Record<string, string>>;

/** One line of an export: samples as they are. */
export interface ExportedSeries {
  metric: VictoriaLabels;
  values: (number | null)[];
  timestamps: number[];
}

/** A series in the answer of a range query; times in seconds, values as text. */
export interface RangeSeries {
  metric: VictoriaLabels;
  values: [number, string][];
}

/** Where questions are answered. */
export interface VictoriaDoor {
  /** Samples of the series that match, both ends included; one series may come in several pieces. */
  exportSeries(matcher: string, fromMs: number, lastMs: number): Promise<ExportedSeries[]>;
  /** One expression at each of these times. */
  range(expression: string, firstMs: number, lastMs: number, stepMs: number): Promise<RangeSeries[]>;
}

interface Answer {
  status: number;
  type: string;
  text: string;
}

interface Question {
  method: 'GET' | 'POST';
  headers?: Record<string, string>;
  body?: Buffer;
  timeoutMs: number;
}

/** Behind a door that sends every other request to a server that is down, the next one gets through. */
const READ_TRIES = 3;
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

/**
 * The doors of a VictoriaMetrics that we use: lines in, PromQL and exports out. What cannot be reached, or answers what
 * no VictoriaMetrics does, rejects with a `StoreUnavailableError`.
 */
export class VictoriaHttp implements VictoriaDoor {
  readonly #address: VictoriaAddress;
  readonly #timeoutMs: number;
  readonly #compress: boolean;
  readonly #agent: HttpAgent;
  readonly #send: typeof httpRequest;

  constructor(address: VictoriaAddress, options: { timeoutMs: number; compress: boolean }) {
    this.#address = address;
    this.#timeoutMs = options.timeoutMs;
    this.#compress = options.compress;
    const secure = address.writeUrl.startsWith('https:');
    const keepAlive = { keepAlive: true, maxSockets: 4 };
    this.#agent = secure ? new HttpsAgent(keepAlive) : new HttpAgent(keepAlive);
    this.#send = secure ? httpsRequest : httpRequest;
  }

  /** Writes lines with times in milliseconds; `refused` is what it says about lines that it does not take. */
  async write(lines: Buffer): Promise<{ refused: string | undefined; status: number }> {
    const body = this.#compress ? await compress(lines, { level: 1 }) : lines;
    const url = `${this.#address.writeUrl}/write?precision=ms`;
    const headers: Record<string, string> = this.#compress ? { 'content-encoding': 'gzip' } : {};
    const { status, text } = await this.#ask(url, {
      method: 'POST',
      body,
      headers,
      timeoutMs: this.#timeoutMs,
    });
    if (status === 204) return { refused: undefined, status };
    // Lines are taken with 204 and nothing else: whoever answers 200 is somebody else.
    if (status < 400) throw nonsense(url, `${status} to lines: ${text.slice(0, 200)}`);
    return { refused: `${status}: ${text.slice(0, 300)}`, status };
  }

  /** Asks within a time that the asker allows. */
  within(timeoutMs: number): VictoriaDoor {
    return {
      exportSeries: (...asked) => this.exportSeries(...asked, timeoutMs),
      range: (...asked) => this.range(...asked, timeoutMs),
    };
  }

  async exportSeries(
    matcher: string,
    fromMs: number,
    lastMs: number,
    timeoutMs?: number,
  ): Promise<ExportedSeries[]> {
    const form = {
      'match[]': matcher,
      start: seconds(fromMs),
      end: seconds(lastMs),
      max_rows_per_line: '10000',
    };
    const { type, text } = await this.#read('/api/v1/export', form, timeoutMs);
    if (!type.startsWith('application/stream+json'))
      throw nonsense(this.#address.readUrl, text.slice(0, 200));
    return lines(text).map((line) => {
      const series = parse(line) as Partial<ExportedSeries> | undefined;
      if (!series?.metric || !Array.isArray(series.values) || !Array.isArray(series.timestamps))
        throw nonsense(this.#address.readUrl, line.slice(0, 200));
      return series as ExportedSeries;
    });
  }

  async range(
    expression: string,
    firstMs: number,
    lastMs: number,
    stepMs: number,
    timeoutMs?: number,
  ): Promise<RangeSeries[]> {
    const form = {
      query: expression,
      start: seconds(firstMs),
      end: seconds(lastMs),
      step: seconds(stepMs),
      nocache: '1',
    };
    const { text } = await this.#read('/api/v1/query_range', form, timeoutMs);
    const answer = parse(text) as { status?: string; data?: { resultType?: string; result?: RangeSeries[] } };
    if (answer?.status !== 'success' || answer.data?.resultType !== 'matrix' || !answer.data.result)
      throw nonsense(this.#address.readUrl, text.slice(0, 200));
    return answer.data.result;
  }

  /** Deletes whole series; answers with why not when that is refused. */
  async deleteSeries(matcher: string): Promise<string | undefined> {
    const url = `${this.#address.deleteUrl}/api/v1/admin/tsdb/delete_series`;
    const body = form({ 'match[]': matcher });
    const { status, text } = await this.#ask(url, {
      method: 'POST',
      body,
      headers: FORM,
      timeoutMs: this.#timeoutMs,
    });
    return status < 300 ? undefined : `${status}: ${text.slice(0, 300)}`;
  }

  /** Whether there is a series that matches, from whenever. */
  async hasSeries(matcher: string): Promise<boolean> {
    // From the beginning of time means the last five minutes over there.
    const { text } = await this.#read('/api/v1/series', { 'match[]': matcher, start: '1', limit: '1' });
    const answer = parse(text) as { status?: string; data?: unknown };
    if (answer?.status !== 'success' || !Array.isArray(answer.data))
      throw nonsense(this.#address.readUrl, text.slice(0, 200));
    return answer.data.length > 0;
  }

  /** A page in the words of Prometheus about the server itself; undefined where there is none. */
  async ownFigures(timeoutMs: number): Promise<string | undefined> {
    const { readUrl } = this.#address;
    for (const url of new Set([`${readUrl}/metrics`, new URL('/metrics', readUrl).href])) {
      const question: Question = { method: 'GET', timeoutMs };
      // A connection that was kept may have gone with a server that is there again.
      const answer = await this.#ask(url, question)
        .catch(() => this.#ask(url, question))
        .catch(() => undefined);
      if (answer?.status === 200 && answer.text.includes('flag{name="')) return answer.text;
    }
    return undefined;
  }

  async #read(path: string, fields: Record<string, string>, allowedMs?: number): Promise<Answer> {
    const timeoutMs = allowedMs ?? this.#timeoutMs;
    const url = `${this.#address.readUrl}${path}`;
    // The server ends by itself what nobody waits for any more.
    const body = form({ ...fields, timeout: seconds(timeoutMs) });
    for (let left = READ_TRIES; ; left--) {
      const answer = await this.#ask(url, { method: 'POST', body, headers: FORM, timeoutMs }).catch(
        (error) => {
          const { code } = error as StoreUnavailableError;
          if (code === 'no_answer' && allowedMs !== undefined)
            throw new QueryTooLargeError('time', allowedMs, allowedMs);
          if (code === 'refused' || code === 'no_answer' || left === 1) throw error;
          return undefined;
        },
      );
      if (answer?.status === 200) return answer;
      if (answer) throw nonsense(url, `${answer.status}: ${answer.text.slice(0, 300)}`);
    }
  }

  async #ask(url: string, question: Question): Promise<Answer> {
    const { host } = new URL(url);
    const answer = await this.#exchange(url, question).catch((cause: Error) => {
      const late = cause.name === 'TimeoutError' || cause.name === 'AbortError';
      const what = late
        ? `does not answer within ${question.timeoutMs} ms`
        : `cannot be reached: ${cause.message}`;
      throw new StoreUnavailableError(`${host} ${what}; it is asked again`, {
        cause,
        code: late ? 'no_answer' : 'unreachable',
      });
    });
    const illness = illnessOf(answer);
    if (illness) throw new StoreUnavailableError(`${host} ${illness.says}`, { code: illness.code });
    return answer;
  }

  async #exchange(url: string, { method, headers, body, timeoutMs }: Question): Promise<Answer> {
    const { user, secret } = this.#address;
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const request = this.#send(url, {
        method,
        agent: this.#agent,
        auth: user || secret ? `${user}:${secret}` : undefined,
        headers: { ...headers, ...(body && { 'content-length': body.length }) },
        signal,
      });
      request.on('error', reject).on('response', resolve).end(body);
    });
    const parts: Buffer[] = [];
    for await (const part of response) parts.push(part as Buffer);
    return {
      status: response.statusCode ?? 0,
      type: response.headers['content-type'] ?? '',
      text: Buffer.concat(parts).toString('utf8'),
    };
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** Answers that nothing but a change over there, or time, can help. */
function illnessOf({
  status,
  text,
}: Answer): { says: string; code: 'refused' | 'unwell' | 'disk_full' } | undefined {
  // vmauth answers 400 to whom it does not know, and repeats the secret.
  if (status === 401 || status === 403 || (status === 400 && text.includes('auth token'))) {
    return {
      says: `refuses user and password (${status}); correct them in the setting "store"`,
      code: 'refused',
    };
  }
  const said = `(${status}): ${text.slice(0, 300)}`;
  if (/read-only mode|no space left/i.test(text) && status >= 400)
    return { says: `has no room on its disk ${said}`, code: 'disk_full' };
  if (status === 404 || (status === 400 && text.includes('missing route')))
    return { says: `has nothing there ${said}; check the address in the setting "store"`, code: 'refused' };
  if (status === 429 || status >= 500) return { says: `is ill ${said}; it is asked again`, code: 'unwell' };
  return undefined;
}

function nonsense(url: string, text: string): StoreUnavailableError {
  return new StoreUnavailableError(
    `${new URL(url).host} answers what VictoriaMetrics does not: ${text}; check the address in the setting "store"`,
    { code: 'unwell' },
  );
}

/** Whole milliseconds as seconds; the server cuts off, so that a little more keeps the last one. */
function seconds(ms: number): string {
  return ((ms + 0.4) / 1000).toFixed(4);
}

function form(fields: Record<string, string>): Buffer {
  return Buffer.from(new URLSearchParams(fields).toString());
}

function lines(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
