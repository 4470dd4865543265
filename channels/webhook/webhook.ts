import type { Call, Channel, ChannelType, Preview } from '../channel.ts';
import { byStatus, callHttp } from '../http-call.ts';
import { unlisted } from '../message.ts';
import { WebhookConfig } from './config.ts';
import { SIGNATURE_HEADER, sign } from './signature.ts';
import { webhookData } from './words.ts';

/** A signed JSON body to an HTTP address. */
export const webhook: ChannelType<WebhookConfig> = {
  name: 'webhook',
  title: { 'zh-CN': 'Webhook', en: 'Webhook' },
  reaches: null,
  callsPerMinute: 30,
  config: WebhookConfig,
  secrets: ['secret', 'headers'],
  destination: ['url'],
  isForPrograms: true,
  hasTemplates: false,
  create: createWebhook,
  preview: previewWebhook,
};

function createWebhook(config: WebhookConfig): Channel {
  const { url, secret } = config;
  return {
    async tell(call, signal) {
      const body = JSON.stringify(webhookData(call));
      const headers = {
        ...config.headers,
        'content-type': 'application/json; charset=utf-8',
        'user-agent': 'Ward',
        'ward-call': call.id,
        'ward-attempt': String(call.attempt),
        [SIGNATURE_HEADER]: sign(secret, call.sentAtMs, body),
      };
      const secrets = [secret, ...Object.values(config.headers)];
      return callHttp({ method: 'POST', url, headers, body, secrets }, config, signal, (answer) =>
        byStatus(answer, call.sentAtMs),
      );
    },
    async close() {},
  };
}

function previewWebhook(_config: WebhookConfig, call: Call): Preview {
  const text = JSON.stringify(webhookData(call), undefined, 2);
  const used = Buffer.byteLength(JSON.stringify(webhookData(call)));
  return {
    title: '',
    text,
    form: 'json',
    size: { used, most: null, unit: 'bytes' },
    leftOut: unlisted(call),
  };
}
