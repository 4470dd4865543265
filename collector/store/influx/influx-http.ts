import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { StoreAddress } from '#collector/config/store-address.ts';
import { QueryTooLargeError, StoreUnavailableError } from '../store.ts';

const compress = promisify(gzip);

/** How an InfluxDB is reached; its secret has been read. */
export type InfluxAddress = Omit<Extract<StoreAddress, { kind: 'influxdb' }>, 'kind' | 'secretFile'>;

export interface InfluxHttpOptions {
  timeoutMs: number;
  /** Worth it where the network is slower than the processor. */
  compress: boolean;
}

interface InfluxAnswer {
  status: number;
  text: string;
}

/** A series in the answer of a query. */
export interface InfluxSeries {
  name: string;
  tags?: Record<string, string>;
  columns: string[];
  /** Left out when there are none. */
  values?: (number | string | null)[][];
}

const RETRIED_STATUS = 500;

/** Where InfluxQL is answered. */
export interface InfluxDoor {
  /** Runs one statement; times come in microseconds. */
  query(statement: string): Promise<InfluxSeries[]>;
}

/** The two doors of an InfluxDB 1.x that we use. What cannot be reached rejects with a `StoreUnavailableError`. */
export class InfluxHttp implements InfluxDoor {
  readonly #address: InfluxAddress;
  readonly #options: InfluxHttpOptions;
  readonly #agent: HttpAgent;
  readonly #send: typeof httpRequest;

  constructor(address: InfluxAddress, options: InfluxHttpOptions) {
    this.#address = address;
    this.#options = options;
    const secure = address.url.startsWith('https:');
    const keepAlive = { keepAlive: true, maxSockets: 4 };
    this.#agent = secure ? new HttpsAgent(keepAlive) : new HttpAgent(keepAlive);
    this.#send = secure ? httpsRequest : httpRequest;
  }

  /** Writes lines with times in microseconds. */
  async write(lines: Buffer): Promise<{ status: number; error: string }> {
    const path = `/write?db=${encodeURIComponent(this.#address.database)}&precision=u`;
    const { compress: squeeze } = this.#options;
    const body = squeeze ? await compress(lines, { level: 1 }) : lines;
    const { status, text } = await this.#post(path, body, squeeze ? { 'content-encoding': 'gzip' } : {});
    return { status, error: text ? (parseAnswer(text).error ?? text.slice(0, 500)) : '' };
  }

  /** Asks within a time that the asker allows. */
  within(timeoutMs: number): InfluxDoor {
    return { query: (statement) => this.query(statement, timeoutMs) };
  }

  async query(statement: string, timeoutMs?: number): Promise<InfluxSeries[]> {
    const path = `/query?db=${encodeURIComponent(this.#address.database)}&epoch=u`;
    const body = Buffer.from(`q=${encodeURIComponent(statement)}`);
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const { status, text } = await this.#post(path, body, headers, timeoutMs).catch((error) => {
      const { name } = (error as { cause?: Error }).cause ?? {};
      const isLate = timeoutMs !== undefined && (name === 'AbortError' || name === 'TimeoutError');
      throw isLate ? new QueryTooLargeError('time', timeoutMs, timeoutMs) : error;
    });
    const answer = parseAnswer(text);
    const result = answer.results?.[0];
    const error = answer.error ?? result?.error;
    if (status !== 200 || error) {
      throw new StoreUnavailableError(`${this.#address.url} answers ${status} to a query: ${error ?? text}`);
    }
    return result?.series ?? [];
  }

  #post(
    path: string,
    body: Buffer,
    headers: Record<string, string>,
    timeoutMs = this.#options.timeoutMs,
  ): Promise<InfluxAnswer> {
    const { url, user, secret } = this.#address;
    return new Promise((resolve, reject) => {
      const fail = (cause: Error) =>
        reject(
          new StoreUnavailableError(`${url} does not answer: ${cause.message}; it is asked again`, { cause }),
        );
      const request = this.#send(new URL(path, url), {
        method: 'POST',
        agent: this.#agent,
        auth: user ? `${user}:${secret}` : undefined,
        headers: { 'content-length': body.length, ...headers },
        signal: AbortSignal.timeout(timeoutMs),
      });
      request.on('error', fail);
      request.on('response', (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('error', fail);
        response.on('end', () => {
          const status = response.statusCode ?? 0;
          const text = Buffer.concat(parts).toString('utf8');
          const refused = refusal(status, text);
          if (refused) reject(new StoreUnavailableError(`${url} ${refused}`));
          else resolve({ status, text });
        });
      });
      request.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** Answers that nothing but a change over there, or time, can help; undefined for the others. */
function refusal(status: number, text: string): string | undefined {
  if (status === 401 || status === 403) {
    return `refuses user and password (${status}): ${text.slice(0, 200)}; correct them in the setting "store"`;
  }
  if (status >= RETRIED_STATUS) return `is ill (${status}): ${text.slice(0, 200)}; it is asked again`;
  return undefined;
}

interface QueryAnswer {
  error?: string;
  results?: { error?: string; series?: InfluxSeries[] }[];
}

function parseAnswer(text: string): QueryAnswer {
  try {
    return JSON.parse(text) as QueryAnswer;
  } catch {
    return { error: text.slice(0, 200) };
  }
}
