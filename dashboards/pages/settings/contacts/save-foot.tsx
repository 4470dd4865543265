import { useText } from '../../../ui/context.ts';
import { FormFoot } from '../../../ui/form-foot.tsx';

/** The end of a form in a dialog: what went wrong, out and on. */
export function SaveFoot(options: {
  isNew: boolean;
  busy: boolean;
  error: string | undefined;
  onClose(): void;
}) {
  const { isNew, busy, error, onClose } = options;
  const { words } = useText();
  return (
    <FormFoot
      error={error}
      action={busy ? words.shell.common.saving : isNew ? words.shell.common.add : words.shell.common.save}
      disabled={busy}
      onClose={onClose}
    />
  );
}
