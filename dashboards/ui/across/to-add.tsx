import { routeTo } from '../../state/route.ts';
import { useWard } from '../context.ts';

/** Leads from an empty list to the dialog that fills it, for whoever may. */
export function ToAdd({ asks, text }: { asks: 'database' | 'http'; text: string }) {
  const { session } = useWard();
  if (!session.can('targets.write')) return null;
  return (
    <a class="button primary" href={routeTo('settings/devices', { add: asks })}>
      {text}
    </a>
  );
}
