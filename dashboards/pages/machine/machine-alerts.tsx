import { useText, useWard } from '../../ui/context.ts';
import { AlertRow } from '../alerts/alert-row.tsx';

/** What fires on this machine now; nothing when nothing does. */
export function MachineAlerts({ target }: { target: string }) {
  const { alerts } = useWard();
  const { words } = useText();
  const own = alerts.active.value.filter((alert) => alert.target === target);
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
