import type { Severity } from '#protocol/rule.ts';
import type { Ward } from '#scripts/servers/ward.ts';

/** Values that a test pushes by line protocol, and a rule that watches them. */
export interface WallFeed {
  /** One value of each of these sources, now; what was sent before the collector was away is sent again by the caller. */
  push(lines: readonly string[]): Promise<boolean>;
}

/** What fires at once and recovers at once, whatever the value was before; critical above 80. */
export const WATCHED = 'drill.level';
/** The same, which is only a warning: it interrupts nothing. */
export const WATCHED_MILDLY = 'drill.depth';

/** Lets values in, and has those above 80 called critical, or worth a warning. */
export async function openFeed(ward: Ward): Promise<WallFeed> {
  const { key } = await ward.call<{ key: string }>('POST', '/api/v1/keys', { name: 'wall' });
  await watch(ward, 'drill-level', { 'zh-CN': '液位过高', en: 'Level too high' }, WATCHED, 'critical');
  await watch(ward, 'drill-depth', { 'zh-CN': '水深过大', en: 'Too deep' }, WATCHED_MILDLY, 'warning');
  return {
    async push(lines) {
      try {
        const response = await fetch(`${ward.url}/write?precision=ms`, {
          method: 'POST',
          headers: { authorization: `Token ${key}` },
          body: lines.join('\n'),
          signal: AbortSignal.timeout(5_000),
        });
        return response.ok;
      } catch {
        return false;
      }
    },
  };
}

async function watch(
  ward: Ward,
  id: string,
  name: { 'zh-CN': string; en: string },
  metric: string,
  severity: Severity,
): Promise<void> {
  await ward.call('PUT', `/api/v1/rules/${id}`, {
    id,
    name,
    reason: { 'zh-CN': '演练', en: 'for a drill' },
    organisation: '*',
    watch: { metric },
    condition: { kind: 'above', threshold: 80 },
    severity,
    flapping: null,
  });
}
