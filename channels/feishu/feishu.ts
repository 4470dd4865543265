import type { Channel, ChannelType, Delivery } from '../channel.ts';
import { delivered, failed } from '../delivery.ts';
import { type Answer, boundedWait, byStatus, callHttp, jsonOf, keysIn, notUnderstood } from '../http-call.ts';
import { FeishuConfig } from './config.ts';
import { signatureOf } from './signature.ts';
import { feishuBody } from './words.ts';

/** The robot of a Feishu or Lark group. */
export const feishu: ChannelType<FeishuConfig> = {
  name: 'feishu',
  title: { 'zh-CN': '飞书机器人', en: 'Feishu robot' },
  reaches: null,
  // 100 are published, and nobody reads as many; 5 a second are never reached by one call after the other.
  callsPerMinute: 60,
  config: FeishuConfig,
  secrets: ['url', 'secret'],
  destination: ['url'],
  isForPrograms: false,
  hasTemplates: true,
  create: createFeishu,
  preview: (config, call) => feishuBody(config, call).preview,
};

function createFeishu(config: FeishuConfig): Channel {
  const { url, secret } = config;
  return {
    async tell(call, signal) {
      const signature = secret === '' ? {} : signatureOf(secret, call.sentAtMs);
      const body = JSON.stringify({ ...signature, ...feishuBody(config, call).body });
      const headers = { 'content-type': 'application/json; charset=utf-8' };
      const request = { method: 'POST', url, headers, body, secrets: [...keysIn(url), secret] } as const;
      return callHttp(request, config, signal, (answer) => judge(answer, call.sentAtMs));
    },
    async close() {},
  };
}

const LIMITED_MS = 60_000;
const LIMITED: ReadonlySet<number> = new Set([11232, 99991400]);
/** Where the service says by itself what is wrong: address, signature, list of addresses, keyword, form. */
const FINAL = new Map<number, string>([
  [19001, 'check the address of the robot'],
  [19021, 'check the key of the robot and the clock of this machine'],
  [19022, 'enter the address of this machine at the robot'],
  [19024, 'enter the keyword of the robot'],
  [11246, ''],
  [9499, ''],
]);

/** Its codes come with 200 and with 400 alike, so they are read first. */
function judge(answer: Answer, nowMs: number): Delivery {
  const said = jsonOf(answer);
  const code = said?.code ?? said?.StatusCode;
  if (typeof code !== 'number') {
    const isFine = answer.status >= 200 && answer.status < 300;
    return isFine ? notUnderstood(answer) : byStatus(answer, nowMs);
  }
  const words = `${code} ${said?.msg ?? said?.StatusMessage ?? ''}`.trim();
  if (code === 0) return delivered(words);
  // Too many calls have a code of their own, and share that of malformed ones.
  if (answer.status === 429 || LIMITED.has(code) || /too many|frequency/i.test(words))
    return failed(true, words, resetAfter(answer) ?? LIMITED_MS);
  const hint = FINAL.get(code);
  return failed(hint === undefined, hint ? `${words}; ${hint}` : words);
}

/** Seconds after which calls are taken again, as its gateway says. */
function resetAfter({ headers }: Answer): number | undefined {
  const seconds = Number(headers['x-ogw-ratelimit-reset'] ?? Number.NaN);
  return Number.isFinite(seconds) ? boundedWait(seconds * 1000) : undefined;
}
