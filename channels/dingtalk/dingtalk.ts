import type { Channel, ChannelType, Delivery } from '../channel.ts';
import { delivered, failed } from '../delivery.ts';
import { type Answer, byStatus, callHttp, jsonOf, keysIn, notUnderstood } from '../http-call.ts';
import { DingtalkConfig } from './config.ts';
import { signedUrl } from './signature.ts';
import { dingtalkBody } from './words.ts';

/** The robot of a DingTalk group. */
export const dingtalk: ChannelType<DingtalkConfig> = {
  name: 'dingtalk',
  title: { 'zh-CN': '钉钉机器人', en: 'DingTalk robot' },
  reaches: null,
  callsPerMinute: 20,
  config: DingtalkConfig,
  secrets: ['url', 'secret'],
  destination: ['url'],
  isForPrograms: false,
  hasTemplates: true,
  create: createDingtalk,
  preview: (config, call) => dingtalkBody(config, call).preview,
};

function createDingtalk(config: DingtalkConfig): Channel {
  const secrets = [...keysIn(config.url), config.secret];
  return {
    async tell(call, signal) {
      const url = signedUrl(config.url, config.secret, call.sentAtMs);
      const headers = { 'content-type': 'application/json; charset=utf-8' };
      const body = JSON.stringify(dingtalkBody(config, call).body);
      return callHttp({ method: 'POST', url, headers, body, secrets }, config, signal, (answer) =>
        judge(answer, call.sentAtMs),
      );
    },
    async close() {},
  };
}

/** Whoever sends too much is shut out for up to ten minutes; the first minute is often enough. */
const LIMITED_MS = 60_000;
const LIMITED: ReadonlySet<number> = new Set([130101, 302033, 410100]);
/** The robot, its group, its key or what it is sent is wrong: the same call will never be taken. */
const FINAL: ReadonlySet<number> = new Set([
  310000, 300001, 300005, 400013, 400101, 400102, 400105, 400106, 40035, 43004, 430101, 430102, 430103,
  430104,
]);

function judge(answer: Answer, nowMs: number): Delivery {
  if (answer.status < 200 || answer.status >= 300) return byStatus(answer, nowMs);
  const said = jsonOf(answer);
  if (typeof said?.errcode !== 'number') return notUnderstood(answer);
  const words = `${said.errcode} ${said.errmsg ?? ''}`.trim();
  if (said.errcode === 0) return delivered(words);
  if (LIMITED.has(said.errcode) || /too fast/i.test(words)) return failed(true, words, LIMITED_MS);
  if (said.errcode === 310000) return failed(false, `${words}; ${refusedWhy(words)}`);
  return failed(!FINAL.has(said.errcode), words);
}

function refusedWhy(words: string): string {
  if (/sign|timestamp/i.test(words)) return 'check the key of the robot and the clock of this machine';
  if (/keyword/i.test(words)) return 'enter the keyword of the robot';
  if (/ip/i.test(words)) return 'enter the address of this machine at the robot';
  return 'check the security settings of the robot';
}
