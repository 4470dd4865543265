import { ConfirmChange } from '../../../ui/confirm-change.tsx';
import { useText, useWard } from '../../../ui/context.ts';

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
  return (
    <ConfirmChange
      title={words.contacts.removeTitle(name)}
      hint={hint}
      action={words.shell.common.remove}
      change={() => api.send('DELETE', path)}
      onClose={onClose}
      onDone={onRemoved}
    />
  );
}
