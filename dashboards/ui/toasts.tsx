import { Button } from './button.tsx';
import { useText, useWard } from './context.ts';

/** Short messages in the corner; they are spoken, and never take the focus. */
export function ToastList() {
  const { toasts } = useWard();
  const { words } = useText();
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.shown.value.map(({ id, text, tone, offer }) => (
        <div key={id} class={`toast ${tone}`}>
          <span>{text}</span>
          {offer && (
            <Button
              look="quiet"
              onClick={() => {
                toasts.dismiss(id);
                offer.run();
              }}
            >
              {offer.text}
            </Button>
          )}
          <Button
            look="quiet"
            icon="close"
            label={words.shell.common.close}
            onClick={() => toasts.dismiss(id)}
          />
        </div>
      ))}
    </div>
  );
}
