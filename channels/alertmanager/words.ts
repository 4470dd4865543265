import type { AlertEvent } from '#protocol/alert.ts';
import { SEVERITIES, type Severity } from '#protocol/rule.ts';
import type { Call } from '../channel.ts';
import { describe, sentence } from '../describe.ts';
import type { AlertmanagerConfig } from './config.ts';

/** As `POST /api/v2/alerts` takes it. */
export interface PostableAlert {
  labels: Record<string, string>;
  annotations: Record<string, string>;
  startsAt: string;
  endsAt: string;
  generatorURL?: string;
}

/** Tests and drills end by themselves. */
const MADE_UP_MS = 60_000;

/**
 * The alerts of a call. Labels say which alert it is, severity among them, since people route by it: a change of
 * severity ends the one and begins the other, and an end ends what may have been told of graver times too.
 */
export function alertsOf(config: AlertmanagerConfig, call: Call): PostableAlert[] {
  return call.events.flatMap((event) => {
    const { alert } = event;
    if (alert.resolvedAtMs !== null) {
      const graver = SEVERITIES.slice(SEVERITIES.indexOf(alert.severity));
      return graver.map((severity) => postable(config, call, event, severity, alert.resolvedAtMs));
    }
    const now = postable(config, call, event, alert.severity, null);
    if (event.from === null || event.from === alert.severity) return [now];
    return [postable(config, call, event, event.from, event.atMs), now];
  });
}

function postable(
  { labels, keepHours }: AlertmanagerConfig,
  call: Call,
  event: AlertEvent,
  severity: Severity,
  endedAtMs: number | null,
): PostableAlert {
  const { alert } = event;
  const said = describe(call, event);
  const keepMs = call.test || call.drill ? MADE_UP_MS : keepHours * 3_600_000;
  // It takes no end before the beginning, and clocks may differ.
  const endsAtMs = endedAtMs === null ? call.sentAtMs + keepMs : Math.max(endedAtMs, alert.beganAtMs + 1);
  return {
    labels: {
      ...labels,
      ...Object.fromEntries(
        Object.entries(alert.labels).map(([name, value]) => [
          `label_${name.replace(/[^a-zA-Z0-9_]/g, '_')}`,
          value,
        ]),
      ),
      alertname: alert.rule,
      severity,
      instance: said.target,
      target: alert.target,
      metric: alert.metric,
      organisation: alert.organisation,
      ward_alert: alert.id,
      ...(call.test && { ward_test: 'true' }),
      ...(call.drill && { ward_drill: 'true' }),
    },
    annotations: {
      summary: `${said.target} ${said.rule}`,
      description: sentence(call, event),
      value: said.value,
      ...(said.takes !== '' && { takes: said.takes }),
    },
    startsAt: new Date(alert.beganAtMs).toISOString(),
    endsAt: new Date(endsAtMs).toISOString(),
    ...(said.link !== '' && { generatorURL: said.link }),
  };
}
