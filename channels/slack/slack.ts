import type { Channel, ChannelType, Delivery } from '../channel.ts';
import { failed } from '../delivery.ts';
import { type Answer, byStatus, callHttp, jsonOf, keysIn, notUnderstood } from '../http-call.ts';
import { SlackConfig } from './config.ts';
import { slackBody } from './words.ts';

/** A channel of Slack, by an incoming webhook. */
export const slack: ChannelType<SlackConfig> = {
  name: 'slack',
  title: { 'zh-CN': 'Slack', en: 'Slack' },
  reaches: null,
  callsPerMinute: 60,
  config: SlackConfig,
  secrets: ['url'],
  destination: ['url'],
  isForPrograms: false,
  hasTemplates: true,
  create: createSlack,
  preview: (config, call) => slackBody(config, call).preview,
};

function createSlack(config: SlackConfig): Channel {
  const { url } = config;
  return {
    async tell(call, signal) {
      const headers = { 'content-type': 'application/json; charset=utf-8' };
      const body = JSON.stringify(slackBody(config, call).body);
      const request = { method: 'POST', url, headers, body, secrets: keysIn(url) } as const;
      return callHttp(request, config, signal, (answer) => judge(answer, call.sentAtMs));
    },
    async close() {},
  };
}

/** It says `ok` with 200 and names what is wrong with another status; services that imitate it answer in JSON. */
function judge(answer: Answer, nowMs: number): Delivery {
  if (answer.status < 200 || answer.status >= 300) return byStatus(answer, nowMs);
  const said = jsonOf(answer);
  if (said && (said.ok === false || said.success === false)) return failed(false, answer.said);
  return said || answer.text.trim() === 'ok' ? byStatus(answer, nowMs) : notUnderstood(answer);
}
