import { useEffect, useRef, useState } from 'preact/hooks';
import type { Alert } from '#protocol/alert.ts';
import type { WallView } from '#protocol/wall.ts';
import { SEVERITY_RANK } from '../../state/alert-book.ts';
import { useWard } from '../../ui/context.ts';
import { NewAlerts } from './new-alerts.ts';

/** New ones are gathered this long: what holds them back may be read, and a storm is one picture. */
const GATHER_MS = 1_500;
/** A new critical alert stands over the round this long after the last of its kind came. */
export const SHOWN_MS = 20_000;
/** More at once are a number. */
const SPOTLIGHT_ALERTS = 5;

export interface Spotlight {
  alerts: readonly Alert[];
  more: number;
}

/** New critical alerts as they interrupt the round, and what is spoken of all new ones. */
export function useSpotlight(
  speech: WallView['speech'],
  say: (alert: Alert) => void,
): { shown: Spotlight | null; dismiss(): void } {
  const { alerts, silences } = useWard();
  const [shown, setShown] = useState<Spotlight | null>(null);
  const news = useRef(new NewAlerts());
  const gathered = useRef(new Map<string, Alert>());
  const speak = useRef({ speech, say });
  speak.current = { speech, say };

  useEffect(() => {
    let gather: ReturnType<typeof setTimeout> | undefined;
    let end: ReturnType<typeof setTimeout> | undefined;

    function tell(): void {
      gather = undefined;
      const held = silences.byAlert.peek();
      const standing = new Set(alerts.active.peek().map(({ id }) => id));
      const fresh = [...gathered.current.values()]
        .filter(({ id }) => !held.has(id) && standing.has(id))
        .sort((one, other) => SEVERITY_RANK[one.severity] - SEVERITY_RANK[other.severity]);
      gathered.current.clear();
      for (const alert of fresh) if (isSpoken(alert, speak.current.speech)) speak.current.say(alert);
      const critical = fresh.filter(({ severity }) => severity === 'critical');
      if (critical.length === 0) return;
      setShown((before) => {
        const all = [...critical, ...(before?.alerts ?? [])];
        const more = (before?.more ?? 0) + Math.max(0, all.length - SPOTLIGHT_ALERTS);
        return { alerts: all.slice(0, SPOTLIGHT_ALERTS), more };
      });
      clearTimeout(end);
      end = setTimeout(() => setShown(null), SHOWN_MS);
    }

    const stop = alerts.active.subscribe((active) => {
      // The first list itself is no news.
      const fresh = alerts.isListed ? news.current.take(active) : [];
      if (fresh.length === 0) return;
      for (const alert of fresh) gathered.current.set(alert.id, alert);
      silences.look();
      gather ??= setTimeout(tell, GATHER_MS);
    });
    return () => {
      stop();
      clearTimeout(gather);
      clearTimeout(end);
    };
  }, [alerts, silences]);

  return { shown, dismiss: () => setShown(null) };
}

function isSpoken({ severity }: Alert, from: WallView['speech']): boolean {
  return from !== 'off' && SEVERITY_RANK[severity] <= SEVERITY_RANK[from];
}
