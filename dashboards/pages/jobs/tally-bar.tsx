import type { Tally } from '../../api/jobs.ts';
import { useText } from '../../ui/context.ts';
import { OUTCOMES, sumOf } from './window-days.ts';

/** What became of windows: how many were met, and what the others came to. */
export function TallyBar({ tally }: { tally: Tally }) {
  const { words, formats } = useText();
  const text = words.jobs;
  const all = sumOf(tally);
  if (all === 0) return <span class="muted">–</span>;
  const others = OUTCOMES.filter((outcome) => outcome !== 'met' && tally[outcome] > 0);
  return (
    <>
      <span class="nowrap">{text.metOf(formats.number(tally.met), formats.number(all))}</span>
      {others.length > 0 && (
        <span class="below muted">
          {others
            .map((outcome) => text.outcomeCount(text.outcomes[outcome], formats.number(tally[outcome])))
            .join(' · ')}
        </span>
      )}
    </>
  );
}
