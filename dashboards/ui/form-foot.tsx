import { Button } from './button.tsx';
import { useText } from './context.ts';

/** The end of a form in a dialog: what went wrong, the way out, and the way on. */
export function FormFoot(options: {
  error: string | undefined;
  /** What the button says that sends the form. */
  action: string;
  disabled?: boolean;
  onClose(): void;
}) {
  const { error, action, disabled, onClose } = options;
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
        <Button look="primary" type="submit" disabled={disabled}>
          {action}
        </Button>
      </footer>
    </>
  );
}
