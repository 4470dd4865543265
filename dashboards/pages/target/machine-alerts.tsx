import { useText, useWard } from '../../ui/context.ts';
import { AlertRow } from '../alerts/alert-row.tsx';
import { mayHaveEvidence } from '../alerts/evidence.tsx';
import { worstOf } from './worst-alert.tsx';

/** What fires on this machine now; nothing when nothing does. What a head above it tells already stands there alone. */
export function MachineAlerts({ target, hasHead = false }: { target: string; hasHead?: boolean }) {
  const { alerts } = useWard();
  const { words } = useText();
  const active = alerts.active.value;
  const told = hasHead ? worstOf(active, target) : undefined;
  const own = active.filter(
    (alert) => alert.target === target && (alert.id !== told?.id || mayHaveEvidence(alert)),
  );
  if (own.length === 0) return null;
  return (
    <section class="panel alert-list" aria-label={words.machine.alerts}>
      <ul>
        {own.map((alert) => (
          <AlertRow key={alert.id} alert={alert} withTarget={false} />
        ))}
      </ul>
    </section>
  );
}
