import { useText, useWard } from '../../../ui/context.ts';
import { Confirm } from '../../../ui/dialog.tsx';
import { useChange } from '../../../ui/use-change.ts';

/** Asks before something is removed; what still names it is said instead. */
export function RemoveDialog(options: {
  path: string;
  name: string;
  hint: string;
  onClose(): void;
  onRemoved(): void;
}) {
  const { path, name, hint, onClose, onRemoved } = options;
  const { api } = useWard();
  const { words } = useText();
  const { busy, error, run } = useChange();
  return (
    <Confirm
      title={words.contacts.removeTitle(name)}
      hint={hint}
      action={words.shell.common.remove}
      busy={busy}
      error={error}
      onClose={onClose}
      onConfirm={() => void run(() => api.send('DELETE', path), onRemoved)}
    />
  );
}
