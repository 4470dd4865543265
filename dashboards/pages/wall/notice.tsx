import type { ComponentChildren } from 'preact';
import { Brand } from '../../ui/brand.tsx';

/** A word on a screen that shows nothing else, to be read from afar. */
export function Notice({
  title,
  hint,
  children,
}: {
  title: string;
  hint?: string;
  children?: ComponentChildren;
}) {
  return (
    <main class="wall-notice" aria-live="polite">
      <Brand />
      <h1>{title}</h1>
      {hint && <p>{hint}</p>}
      {children && <footer>{children}</footer>}
    </main>
  );
}
