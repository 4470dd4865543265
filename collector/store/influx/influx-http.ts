import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { StoreUnavailableError } from '../store.ts';

/** One request. */
export interface InfluxRequest {
  method: 'GET' | 'POST' | 'PATCH';
  /** With its parameters. */
  path: string;
  headers?: Record<string, string>;
  body?: Buffer;
  timeoutMs: number;
}

/** What came back, whole. */
export interface InfluxAnswer {
  status: number;
  body: Buffer;
}

const CONNECTIONS = 4;
/** No answer to a question of ours is this large: whoever sends it is no InfluxDB, or not well. */
const LARGEST_ANSWER_BYTES = 256 * 2 ** 20;
const ILL_STATUS = 500;
const TOO_MANY_REQUESTS = 429;

/**
 * Requests to one server, over connections that stay. What does not answer in time, does not let us in, or says that
 * it is ill, rejects with a `StoreUnavailableError`.
 */
export class InfluxHttp {
  readonly #url: string;
  readonly #authorization: string | undefined;
  readonly #agent: HttpAgent;
  readonly #send: typeof httpRequest;

  constructor(url: string, authorization: string | undefined) {
    this.#url = url;
    this.#authorization = authorization;
    const secure = url.startsWith('https:');
    const keepAlive = { keepAlive: true, maxSockets: CONNECTIONS };
    this.#agent = secure ? new HttpsAgent(keepAlive) : new HttpAgent(keepAlive);
    this.#send = secure ? httpsRequest : httpRequest;
  }

  async ask(request: InfluxRequest): Promise<InfluxAnswer> {
    const answer = await this.#exchange(request);
    const { status, body } = answer;
    const said = () => inShort(body);
    if (status === 401 || status === 403) {
      throw new StoreUnavailableError(
        `${this.#url} does not let us in (${status}): ${said()}; correct user, password or token in the setting "store", or what they may do over there`,
        { code: 'refused' },
      );
    }
    if (status >= ILL_STATUS || status === TOO_MANY_REQUESTS) {
      throw new StoreUnavailableError(`${this.#url} is ill (${status}): ${said()}; it is asked again`, {
        code: /no space left|disk full|not enough space/i.test(said()) ? 'disk_full' : 'unwell',
      });
    }
    return answer;
  }

  #exchange({ method, path, headers, body, timeoutMs }: InfluxRequest): Promise<InfluxAnswer> {
    return new Promise((resolve, reject) => {
      const fail = (cause: Error) =>
        reject(
          new StoreUnavailableError(`${this.#url} does not answer: ${cause.message}; it is asked again`, {
            cause,
          }),
        );
      const request = this.#send(`${this.#url}${path}`, {
        method,
        agent: this.#agent,
        headers: {
          ...(this.#authorization && { authorization: this.#authorization }),
          ...(body && { 'content-length': body.length }),
          ...headers,
        },
        signal: AbortSignal.timeout(timeoutMs),
      });
      request.on('error', fail);
      request.on('response', (response) => {
        const parts: Buffer[] = [];
        let bytes = 0;
        response.on('data', (part: Buffer) => {
          bytes += part.length;
          parts.push(part);
          if (bytes > LARGEST_ANSWER_BYTES) response.destroy(new Error('the answer has no end'));
        });
        response.on('error', fail);
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts) }));
      });
      request.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** The beginning of what somebody said, on one line. */
export function inShort(body: Buffer): string {
  return body.toString('utf8', 0, 300).replaceAll(/\s+/g, ' ').slice(0, 200);
}
