import { useText, useWard } from '../../ui/context.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { PasswordForm } from './password-form.tsx';

/** One's own password. */
export function PasswordDialog({ onClose }: { onClose(): void }) {
  const { toasts } = useWard();
  const { words } = useText();
  const text = words.settings.people;
  return (
    <Dialog title={text.passwordTitle} onClose={onClose}>
      <PasswordForm
        onCancel={onClose}
        onDone={() => {
          toasts.say(text.changed);
          onClose();
        }}
      />
    </Dialog>
  );
}
