import { useWard } from './context.ts';
import { Confirm } from './dialog.tsx';
import { useChange } from './use-change.ts';

/** Asks before something is changed. What went wrong is said in the same place, `done` once it is through. */
export function ConfirmChange(options: {
  title: string;
  hint: string;
  action: string;
  change(): Promise<unknown>;
  done?: string;
  onClose(): void;
  /** Where the change leads; it closes unless it says otherwise. */
  onDone?(): void;
}) {
  const { title, hint, action, change, done, onClose, onDone = onClose } = options;
  const { toasts } = useWard();
  const { busy, error, run } = useChange();
  return (
    <Confirm
      title={title}
      hint={hint}
      action={action}
      busy={busy}
      error={error}
      onClose={onClose}
      onConfirm={() =>
        void run(change, () => {
          if (done !== undefined) toasts.say(done);
          onDone();
        })
      }
    />
  );
}
