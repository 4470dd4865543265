import { Button } from '../../../ui/button.tsx';
import { useText } from '../../../ui/context.ts';

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
    <>
      {error && (
        <p class="field-error" role="alert">
          {error}
        </p>
      )}
      <footer>
        <Button onClick={onClose}>{words.shell.common.cancel}</Button>
        <Button look="primary" type="submit" disabled={busy}>
          {busy ? words.shell.common.saving : isNew ? words.shell.common.add : words.shell.common.save}
        </Button>
      </footer>
    </>
  );
}
