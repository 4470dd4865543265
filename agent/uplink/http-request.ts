import http from 'node:http';
import https from 'node:https';

/** One HTTP exchange. */
export interface HttpRequest {
  url: URL;
  method: 'GET' | 'POST';
  headers: Readonly<Record<string, string>>;
  body: Uint8Array;
  agent: http.Agent;
  /** From the first moment to the last byte of the answer. */
  timeoutMs: number;
  signal?: AbortSignal;
}

export interface HttpAnswer {
  status: number;
  headers: http.IncomingHttpHeaders;
  body: string;
}

const MAX_ANSWER_BYTES = 1024 ** 2;

/** Rejects when there is no whole answer within the time; any status is an answer. */
export function httpRequest(options: HttpRequest): Promise<HttpAnswer> {
  const { url, method, headers, body, agent, timeoutMs, signal } = options;
  return new Promise((resolve, reject) => {
    const { request: start } = url.protocol === 'https:' ? https : http;
    const request = start(url, {
      method,
      agent,
      signal,
      headers: { ...headers, 'content-length': body.length },
    });
    const timer = setTimeout(
      () => request.destroy(new Error(`${url.host} gave no answer within ${timeoutMs / 1000} s`)),
      timeoutMs,
    );
    request.once('close', () => clearTimeout(timer));
    request.once('error', reject);
    request.once('response', (response) => {
      const chunks: Buffer[] = [];
      let length = 0;
      response.on('data', (chunk: Buffer) => {
        length += chunk.length;
        chunks.push(chunk);
        if (length > MAX_ANSWER_BYTES) request.destroy(new Error(`${url.host} answered more than is read`));
      });
      response.once('error', reject);
      response.once('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
      });
    });
    request.end(body);
  });
}
