import type { Channel, ChannelType, Delivery } from '../channel.ts';
import { delivered, failed } from '../delivery.ts';
import { type Answer, byStatus, callHttp, retryAfter } from '../http-call.ts';
import { SmsConfig } from './config.ts';
import { requestOf } from './request.ts';
import { previewSms, shortText } from './words.ts';

/** Short messages over the HTTP gateway of a provider. */
export const sms: ChannelType<SmsConfig> = {
  name: 'sms',
  title: { 'zh-CN': '短信网关', en: 'SMS gateway' },
  reaches: 'phone',
  callsPerMinute: 30,
  config: SmsConfig,
  secrets: ['secret', 'headers'],
  destination: ['url', 'body', 'signOver'],
  isForPrograms: false,
  hasTemplates: true,
  create: createSms,
  preview: previewSms,
};

function createSms(config: SmsConfig): Channel {
  return {
    async tell(call, signal) {
      const phones = call.to ? [call.to.phone].filter((phone) => phone !== '') : config.phones;
      if (phones.length === 0)
        return failed(false, `no number is entered${call.to ? ` for ${call.to.name}` : ''}`);
      const { text, segments } = shortText(config, call);
      const request = requestOf(config, call, phones, text);
      return callHttp(request, config, signal, (answer) => judge(config, answer, segments, call.sentAtMs));
    },
    async close() {},
  };
}

function judge(config: SmsConfig, answer: Answer, segments: number, nowMs: number): Delivery {
  const [from, to = from] = config.successStatus.split('-').map(Number);
  const isGood = answer.status >= from && answer.status <= to;
  const code = config.successPath === '' ? undefined : valueAt(answer.text, config.successPath);
  if (code !== undefined && config.retryValues.includes(code))
    return failed(true, answer.said, retryAfter(answer.headers, nowMs));
  if (!isGood) {
    const byRule = byStatus(answer, nowMs);
    return byRule.delivered ? failed(false, answer.said) : byRule;
  }
  const said = `${answer.said} (${segments} ${segments === 1 ? 'message' : 'messages'} to each number)`;
  if (config.successPath === '') return delivered(said);
  if (code === undefined) return failed(true, `no ${config.successPath} in the answer: ${answer.said}`);
  return config.successValues.includes(code) ? delivered(said) : failed(false, answer.said);
}

/** What stands at a path such as `data.0.code`, as text; undefined where nothing does. */
function valueAt(text: string, path: string): string | undefined {
  try {
    let value: unknown = JSON.parse(text);
    for (const name of path.split('.')) {
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
      value = (value as Record<string, unknown>)[name];
    }
    return typeof value === 'object' ? undefined : String(value);
  } catch {
    return undefined;
  }
}
