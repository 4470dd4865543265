import type { ChartMark } from './marks.ts';

/** A bar for an alert, a diamond for a change, a triangle for a start: told apart without their colours. */
export function MarkShape({ mark: { kind, severity } }: { mark: ChartMark }) {
  return (
    <svg
      class={`mark-shape mark-${kind} severity-${severity ?? 'none'}`}
      viewBox="0 0 12 12"
      aria-hidden="true"
    >
      {kind === 'alert' && (
        <path d={severity === 'critical' ? 'M3 1h3v10H3zM7 1h3v10H7z' : 'M4.5 1h3v10h-3z'} />
      )}
      {kind === 'change' && <path d="M6 .5 11.5 6 6 11.5.5 6z" />}
      {kind === 'start' && <path d="M6 1l5.5 10H.5z" />}
    </svg>
  );
}
