import type { Channel, ChannelType, Delivery } from '../channel.ts';
import { delivered, failed } from '../delivery.ts';
import { type Answer, boundedWait, byStatus, callHttp, jsonOf, notUnderstood } from '../http-call.ts';
import { TelegramConfig } from './config.ts';
import { telegramBody } from './words.ts';

/** A Telegram bot that writes to one chat. */
export const telegram: ChannelType<TelegramConfig> = {
  name: 'telegram',
  title: { 'zh-CN': 'Telegram', en: 'Telegram' },
  reaches: null,
  // Of a group; a single person may be sent one a second.
  callsPerMinute: 20,
  config: TelegramConfig,
  secrets: ['token'],
  destination: ['url'],
  isForPrograms: false,
  hasTemplates: true,
  create: createTelegram,
  preview: (config, call) => telegramBody(config, call).preview,
};

function createTelegram(config: TelegramConfig): Channel {
  const { token } = config;
  return {
    async tell(call, signal) {
      const url = `${config.url.replace(/\/+$/, '')}/bot${token}/sendMessage`;
      const headers = { 'content-type': 'application/json; charset=utf-8' };
      const body = JSON.stringify(telegramBody(config, call).body);
      const request = { method: 'POST', url, headers, body, secrets: [token] } as const;
      return callHttp(request, config, signal, (answer) => judge(answer, call.sentAtMs));
    },
    async close() {},
  };
}

function judge(answer: Answer, nowMs: number): Delivery {
  const said = jsonOf(answer);
  if (typeof said?.ok !== 'boolean') {
    const isFine = answer.status >= 200 && answer.status < 300;
    return isFine ? notUnderstood(answer) : byStatus(answer, nowMs);
  }
  if (said.ok) return delivered('ok');
  const code = typeof said.error_code === 'number' ? said.error_code : answer.status;
  const { retry_after: wait, migrate_to_chat_id: moved } = (said.parameters ?? {}) as Record<string, unknown>;
  const words = `${code} ${said.description ?? ''}`.trim();
  if (moved !== undefined) return failed(false, `${words}; enter ${moved} as the chat`);
  const isTransient = code === 429 || code >= 500;
  return failed(isTransient, words, typeof wait === 'number' ? boundedWait(wait * 1000) : undefined);
}
