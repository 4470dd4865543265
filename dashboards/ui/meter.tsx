/** A share of 100 as a bar, with its number beside it in text. */
export function Meter({ percent, level }: { percent: number; level: 'calm' | 'warning' | 'critical' }) {
  const share = Number.isFinite(percent) ? Math.max(0, Math.min(100, percent)) : 0;
  return (
    <span class={`meter ${level}`} aria-hidden="true">
      <span style={{ width: `${share}%` }} />
    </span>
  );
}
