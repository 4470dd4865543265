import type { Alert } from '#protocol/alert.ts';
import type { Answer } from './fake-api.ts';

const MINUTE_MS = 60_000;

/** What happened to a pretended target: an alert that is over, a change of its inventory, one of its kernel, a start. */
export function answerAboutMarks(
  call: string,
  [id, verb]: (string | undefined)[],
  search: URLSearchParams,
  alerts: readonly Alert[],
): Answer | undefined {
  if (call === 'GET records' && search.get('kind') === 'event') {
    const target = search.get('target') ?? '';
    const records = events(Date.now()).map(({ atMs, ...event }) => ({
      ...event,
      target,
      kind: 'event',
      timeMs: atMs,
    }));
    return { body: { records, next: null } };
  }
  if (call !== 'GET targets' || verb !== 'marks') return undefined;
  const fromMs = Number(search.get('from'));
  const toMs = Number(search.get('to'));
  const own = alerts.filter(({ target }) => target === id);
  const inSpan = ({ atMs }: { atMs: number }) => atMs >= fromMs && atMs < toMs;
  return {
    body: {
      alerts: own.filter(
        ({ beganAtMs, resolvedAtMs }) => beganAtMs < toMs && (resolvedAtMs ?? toMs) >= fromMs,
      ),
      events: events(Date.now()).filter(inSpan),
      restarts: [{ atMs: Date.now() - 6 * MINUTE_MS, metric: 'agent.uptime_seconds' }].filter(inSpan),
      isCut: false,
    },
  };
}

function events(nowMs: number) {
  return [
    {
      atMs: nowMs - 4 * MINUTE_MS,
      key: 'inventory_changed',
      data: {
        inventory: '',
        total: 2,
        changes: [
          { path: 'os/kernel', before: '3.10.0-1127.el7', after: '3.10.0-1160.el7' },
          { path: 'disks/sdc/bytes', after: 8e12 },
        ],
      },
    },
    {
      atMs: nowMs - 11 * MINUTE_MS,
      key: 'config_changed',
      data: { platform: 'h3c', from: 3, to: 4, added: 4, removed: 1 },
    },
    {
      atMs: nowMs - 3 * 86_400_000,
      key: 'inventory_changed',
      data: {
        inventory: '',
        total: 1,
        changes: [{ path: 'firmware/version', before: 'IVE170', after: 'IVE178F' }],
      },
    },
  ];
}
