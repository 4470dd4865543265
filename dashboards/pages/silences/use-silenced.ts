import { useEffect } from 'preact/hooks';
import type { Holding } from '../../api/silences.ts';
import { useWard } from '../../ui/context.ts';
import { useMinute } from './use-minute.ts';

/** What holds back which of the standing alerts, read anew when they change and as windows begin and end. */
export function useSilenced(): ReadonlyMap<string, Holding> {
  const { alerts, silences } = useWard();
  const active = alerts.active.value;
  const minute = useMinute();
  useEffect(() => silences.look(), [active, minute]);
  return silences.byAlert.value;
}
