import type { Channel, ChannelType, Delivery } from '../channel.ts';
import { delivered, failed } from '../delivery.ts';
import { type Answer, byStatus, callHttp, jsonOf, keysIn, notUnderstood } from '../http-call.ts';
import { WecomConfig } from './config.ts';
import { wecomBody } from './words.ts';

/** The robot of a WeCom group. */
export const wecom: ChannelType<WecomConfig> = {
  name: 'wecom',
  title: { 'zh-CN': '企业微信机器人', en: 'WeCom robot' },
  reaches: null,
  callsPerMinute: 20,
  config: WecomConfig,
  secrets: ['url'],
  destination: ['url'],
  isForPrograms: false,
  hasTemplates: true,
  create: createWecom,
  preview: (config, call) => wecomBody(config, call).preview,
};

function createWecom(config: WecomConfig): Channel {
  const { url } = config;
  return {
    async tell(call, signal) {
      const headers = { 'content-type': 'application/json; charset=utf-8' };
      const body = JSON.stringify(wecomBody(config, call).body);
      const request = { method: 'POST', url, headers, body, secrets: keysIn(url) } as const;
      return callHttp(request, config, signal, (answer) => judge(answer, call.sentAtMs));
    },
    async close() {},
  };
}

const LIMITED_MS = 60_000;
const LIMITED: ReadonlySet<number> = new Set([45009, 45033]);
/** The key, the robot or what it is sent is wrong: the same call will never be taken. */
const FINAL: ReadonlySet<number> = new Set([93000, 93004, 93008, 40008, 40058, 44004, 45002, 40003, 47001]);

function judge(answer: Answer, nowMs: number): Delivery {
  if (answer.status < 200 || answer.status >= 300) return byStatus(answer, nowMs);
  const said = jsonOf(answer);
  if (typeof said?.errcode !== 'number') return notUnderstood(answer);
  const words = `${said.errcode} ${said.errmsg ?? ''}`.trim();
  if (said.errcode === 0) return delivered(words);
  if (LIMITED.has(said.errcode)) return failed(true, words, LIMITED_MS);
  return failed(!FINAL.has(said.errcode), words);
}
