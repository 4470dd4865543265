import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { Button } from './button.tsx';
import { useText } from './context.ts';

/**
 * A modal over the page. The browser's own dialog keeps the focus inside, closes on Escape and gives the focus back
 * to where it was.
 */
export function Dialog(options: {
  title: string;
  children: ComponentChildren;
  wide?: boolean;
  /** Twice as wide, for two things side by side. */
  broad?: boolean;
  onClose(): void;
}) {
  const { title, children, wide, broad, onClose } = options;
  const { words } = useText();
  const element = useRef<HTMLDialogElement>(null);
  const titleId = useId();

  useEffect(() => {
    const dialog = element.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);

  return (
    <dialog
      ref={element}
      class={broad ? 'dialog broad' : wide ? 'dialog wide' : 'dialog'}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <header>
        <h2 id={titleId}>{title}</h2>
        <Button look="quiet" icon="close" label={words.shell.common.close} onClick={onClose} />
      </header>
      {children}
    </dialog>
  );
}

/** Asks before something that cannot be taken back. */
export function Confirm(options: {
  title: string;
  hint: string;
  action: string;
  busy?: boolean;
  error?: string;
  onConfirm(): void;
  onClose(): void;
}) {
  const { title, hint, action, busy, error, onConfirm, onClose } = options;
  const { words } = useText();
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{hint}</p>
      {error && (
        <p class="field-error" role="alert">
          {error}
        </p>
      )}
      <footer>
        <Button onClick={onClose}>{words.shell.common.cancel}</Button>
        <Button look="danger" disabled={busy} onClick={onConfirm}>
          {action}
        </Button>
      </footer>
    </Dialog>
  );
}
