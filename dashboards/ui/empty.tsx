import type { ComponentChildren } from 'preact';
import { ApiError } from '../api/call.ts';
import { errorText } from '../words/error-text.ts';
import { Button } from './button.tsx';
import { useText } from './context.ts';

/** Says that there is nothing here, why, and what to do about it. */
export function Empty({
  title,
  hint,
  children,
}: {
  title: string;
  hint?: string;
  children?: ComponentChildren;
}) {
  return (
    <div class="empty">
      <p class="empty-title">{title}</p>
      {hint && <p class="muted">{hint}</p>}
      {children}
    </div>
  );
}

/** Says what went wrong, with a way to try again where that may help. */
export function Failed({ error, onRetry }: { error: unknown; onRetry?(): void }) {
  const { words } = useText();
  const again = onRetry && (!(error instanceof ApiError) || error.retryable);
  return (
    <div class="empty" role="alert">
      <p class="empty-title">{errorText(words, error)}</p>
      {again && <Button onClick={onRetry}>{words.shell.common.retry}</Button>}
    </div>
  );
}

/** Keeps the place while something is read. */
export function Loading() {
  const { words } = useText();
  return (
    <p class="loading muted" role="status">
      {words.shell.common.loading}
    </p>
  );
}
