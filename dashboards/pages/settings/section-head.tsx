import type { ComponentChildren } from 'preact';

/** Title of a section of the settings, what it is for, and what can be added. */
export function SectionHead({
  title,
  hint,
  children,
}: {
  title: string;
  hint: string;
  children?: ComponentChildren;
}) {
  return (
    <header class="section-head">
      <div>
        <h1>{title}</h1>
        <p class="muted">{hint}</p>
      </div>
      {children}
    </header>
  );
}
