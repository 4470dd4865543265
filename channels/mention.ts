import * as z from 'zod';
import { SEVERITIES } from '#protocol/rule.ts';
import type { Call } from './channel.ts';

/** From which severity on somebody is called by name, in a chat where everybody may read along. */
export const mentionFrom = z
  .enum([...SEVERITIES, 'never'])
  .default('critical')
  .describe('the mildest severity of a new alert that mentions them')
  .meta({ 'zh-CN': '达到此级别的新告警才会 @ 相关人员' });
export type MentionFrom = z.infer<typeof mentionFrom>;

/** Whether the call is about a new alert that is grave enough; a test or a drill mentions nobody. */
export function isMentioned(call: Call, from: MentionFrom): boolean {
  if (from === 'never' || call.test || call.drill) return false;
  const atLeast = SEVERITIES.indexOf(from);
  const graver = SEVERITIES.slice(atLeast);
  if (call.more && graver.some((severity) => (call.more?.fired[severity] ?? 0) > 0)) return true;
  return call.events.some(
    ({ kind, alert }) =>
      (kind === 'fired' || kind === 'severity_changed') && SEVERITIES.indexOf(alert.severity) >= atLeast,
  );
}
