import type { Channel, ChannelType, Delivery } from '../channel.ts';
import { failed } from '../delivery.ts';
import { type Answer, byStatus, callHttp, keysIn, notUnderstood, retryAfter } from '../http-call.ts';
import { TeamsConfig } from './config.ts';
import { teamsBody } from './words.ts';

/** A channel or chat of Microsoft Teams, by a workflow. */
export const teams: ChannelType<TeamsConfig> = {
  name: 'teams',
  title: { 'zh-CN': 'Microsoft Teams', en: 'Microsoft Teams' },
  reaches: null,
  // Four a second are published; every run of a workflow counts against the plan of who owns it.
  callsPerMinute: 30,
  config: TeamsConfig,
  secrets: ['url'],
  destination: ['url'],
  isForPrograms: false,
  hasTemplates: true,
  create: createTeams,
  preview: (config, call) => teamsBody(config, call).preview,
};

function createTeams(config: TeamsConfig): Channel {
  const { url } = config;
  return {
    async tell(call, signal) {
      const headers = { 'content-type': 'application/json; charset=utf-8' };
      const body = JSON.stringify(teamsBody(config, call).body);
      const request = { method: 'POST', url, headers, body, secrets: keysIn(url) } as const;
      return callHttp(request, config, signal, (answer) => judge(answer, call.sentAtMs));
    },
    async close() {},
  };
}

/** A workflow accepts with 202 and no words. The older connectors say 200 and hide what went wrong in the text. */
function judge(answer: Answer, nowMs: number): Delivery {
  if (answer.status < 200 || answer.status >= 300) return byStatus(answer, nowMs);
  const hidden = /HTTP error (\d{3})/i.exec(answer.text);
  if (hidden) {
    const status = Number(hidden[1]);
    const isTransient = status === 429 || status >= 500;
    return failed(isTransient, answer.said, isTransient ? retryAfter(answer.headers, nowMs) : undefined);
  }
  return /^\s*</.test(answer.text) ? notUnderstood(answer) : byStatus(answer, nowMs);
}
