import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Channel, ChannelType, Delivery } from '../channel.ts';
import { WebhookConfig } from './config.ts';
import { SIGNATURE_HEADER, sign } from './signature.ts';
import { webhookBody } from './words.ts';

/** Of an answer only this much is read; the rest is cut off. */
const ANSWER_BYTES = 2_048;

/** A signed JSON body to an HTTP address. */
export const webhook: ChannelType<WebhookConfig> = {
  name: 'webhook',
  title: { 'zh-CN': 'Webhook', en: 'Webhook' },
  reaches: null,
  callsPerMinute: 30,
  config: WebhookConfig,
  secrets: ['secret', 'headers'],
  destination: ['url'],
  create: createWebhook,
};

function createWebhook(config: WebhookConfig): Channel {
  return {
    async tell(call, signal) {
      const body = webhookBody(call);
      const headers = {
        ...config.headers,
        'content-type': 'application/json; charset=utf-8',
        'content-length': Buffer.byteLength(body),
        'user-agent': 'Ward',
        'ward-call': call.id,
        'ward-attempt': String(call.attempt),
        [SIGNATURE_HEADER]: sign(config.secret, call.sentAtMs, body),
      };
      const timeout = AbortSignal.timeout(config.timeoutMs);
      try {
        const answer = await post(config.url, headers, body, AbortSignal.any([signal, timeout]));
        return toDelivery(answer);
      } catch (error) {
        if (timeout.aborted) return failed(true, `no answer within ${config.timeoutMs} ms`);
        if (signal.aborted) return failed(true, 'stopped before an answer came');
        return failed(true, (error as Error).message || (error as { code?: string }).code || 'no connection');
      }
    },
    async close() {},
  };
}

interface Answer {
  status: number;
  text: string;
  location: string | undefined;
}

function post(
  url: string,
  headers: Record<string, string | number>,
  body: string,
  signal: AbortSignal,
): Promise<Answer> {
  const request = url.startsWith('https:') ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const sending = request(url, { method: 'POST', headers, signal, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      let length = 0;
      const { statusCode = 0 } = response;
      const finish = () => {
        const text = Buffer.concat(chunks).subarray(0, ANSWER_BYTES).toString('utf8');
        resolve({ status: statusCode, text, location: response.headers.location });
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

function toDelivery({ status, text, location }: Answer): Delivery {
  const said = `${status} ${text.replace(/\s+/g, ' ').trim().slice(0, 200)}`.trim();
  if (status >= 200 && status < 300) return { delivered: true, answer: said };
  if (status >= 300 && status < 400) {
    return failed(
      false,
      `${status} redirects to ${location ?? 'nowhere'}; redirects are not followed, enter the final address`,
    );
  }
  const isTransient = status >= 500 || status === 408 || status === 425 || status === 429;
  return failed(isTransient, said);
}

function failed(retryable: boolean, reason: string): Delivery {
  return { delivered: false, retryable, reason };
}
