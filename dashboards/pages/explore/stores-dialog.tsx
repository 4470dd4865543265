import { useText } from '../../ui/context.ts';
import { Dialog } from '../../ui/dialog.tsx';

/** How Grafana and others reach the data: at the store, not here. */
export function StoresDialog({ onClose }: { onClose(): void }) {
  const { words } = useText();
  const text = words.explore.storesText;
  return (
    <Dialog title={words.explore.stores} wide onClose={onClose}>
      <div class="stack">
        <p>{text.intro}</p>
        <p>{text.embedded}</p>
        <h3>{text.influxTitle}</h3>
        <p>{text.influx}</p>
        <h3>{text.vmTitle}</h3>
        <p>{text.vm}</p>
        <p class="muted">{text.note}</p>
      </div>
    </Dialog>
  );
}
