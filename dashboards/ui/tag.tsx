import type { ComponentChildren } from 'preact';
import { type Mark, StateMark } from './state-mark.tsx';

/** A word in a frame: a kind, an origin. */
export function Tag({
  children,
  tone = 'plain',
}: {
  children: ComponentChildren;
  tone?: 'plain' | 'accent';
}) {
  return <span class={`tag ${tone}`}>{children}</span>;
}

/** A state with shape, colour and word. */
export function StateTag({ mark, text, hint }: { mark: Mark; text: string; hint?: string }) {
  return (
    <span class={`state-tag state-${mark}`} title={hint}>
      <StateMark mark={mark} />
      {text}
    </span>
  );
}
