import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** Something that opens below a button; a click elsewhere, Escape and a choice close it. */
export function Menu(options: {
  /** What the button says to whoever cannot see it. */
  label: string;
  title?: string;
  summary: ComponentChildren;
  children: ComponentChildren;
  class?: string;
  /** Leaving by a link inside closes it. */
  closesOnLink?: boolean;
}) {
  const { label, title, summary, children, closesOnLink } = options;
  const element = useRef<HTMLDetailsElement>(null);

  useEffect(() => {
    function leave(event: Event): void {
      const { current } = element;
      if (!current?.open) return;
      const at = event.target as Element;
      if (!current.contains(at) || (closesOnLink && at.closest('a'))) current.open = false;
    }
    document.addEventListener('click', leave);
    return () => document.removeEventListener('click', leave);
  }, [closesOnLink]);

  return (
    <details
      class={options.class ? `menu ${options.class}` : 'menu'}
      ref={element}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !event.currentTarget.open) return;
        event.currentTarget.open = false;
        event.currentTarget.querySelector('summary')?.focus();
      }}
    >
      <summary aria-label={label} title={title}>
        {summary}
      </summary>
      {children}
    </details>
  );
}
