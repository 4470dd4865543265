import { useMemo, useState } from 'preact/hooks';
import type { JobDayEntry } from '../../../api/services.ts';
import { jobRoute } from '../../../state/route.ts';
import { useText } from '../../../ui/context.ts';
import { StateMark } from '../../../ui/state-mark.tsx';
import { runMark, stateMark, stateText } from '../job-words.ts';
import { type DayItem, type DaySpan, dayMark, inTime, itemsAt, itemsOf } from './day-items.ts';
import { itemText, rowText } from './item-text.ts';

/** Of the length of the line: who points beside something means it. */
const NEAR_PERCENT = 1;
const MOST_TOLD = 4;

/** One job on its day: what was expected below, what ran above. */
export function DayRow({ job, span, nowMs }: { job: JobDayEntry; span: DaySpan; nowMs: number }) {
  const { words, formats } = useText();
  const items = useMemo(() => itemsOf(job, span, nowMs), [job, span.fromMs, Math.floor(nowMs / 15_000)]);
  const [told, setTold] = useState<readonly DayItem[]>([]);

  function point(event: MouseEvent & { currentTarget: Element }): void {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    setTold(itemsAt(items, (100 * (event.clientX - left)) / width, NEAR_PERCENT).slice(0, MOST_TOLD));
  }

  function step(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
    const { key } = event;
    if (key === 'Escape') setTold([]);
    if (key === 'ArrowUp' || key === 'ArrowDown') {
      const rows = [...document.querySelectorAll<HTMLElement>('.day-track')];
      rows[rows.indexOf(event.currentTarget) + (key === 'ArrowUp' ? -1 : 1)]?.focus();
    } else if (key === 'ArrowLeft' || key === 'ArrowRight') {
      const ordered = inTime(items);
      const at = ordered.indexOf(told[0] as DayItem);
      const next = at < 0 ? 0 : at + (key === 'ArrowLeft' ? -1 : 1);
      const item = ordered[Math.max(0, Math.min(ordered.length - 1, next))];
      if (item) setTold([item]);
    } else return;
    event.preventDefault();
  }

  return (
    <li class="day-row">
      <span class="day-name">
        <StateMark mark={stateMark(job.state)} label={stateText(words, job.state)} />
        <span class="day-name-text" title={job.owner ? `${job.targetName} · ${job.owner}` : job.targetName}>
          {job.targetName}
        </span>
      </span>
      <a
        class="day-track"
        href={jobRoute(job.target)}
        aria-label={rowText(job, inTime(items), words, formats)}
        onMouseMove={point}
        onMouseLeave={() => setTold([])}
        onFocus={() => setTold((before) => (before.length > 0 ? before : inTime(items).slice(0, MOST_TOLD)))}
        onBlur={() => setTold([])}
        onKeyDown={step}
      >
        {items.map((item) => (
          <Item key={keyOf(item)} item={item} isTold={told.includes(item)} />
        ))}
      </a>
      {told.length > 0 && (
        <span class={`day-tip${(told[0]?.left ?? 0) > 55 ? ' end' : ''}`} role="status">
          <strong>{job.targetName}</strong>
          {told.map((item) => (
            <span key={keyOf(item)} class="day-tip-line">
              <StateMark mark={item.kind === 'run' ? runMark(item.run) : dayMark(item.window.outcome)} />
              {itemText(item, words, formats)}
            </span>
          ))}
        </span>
      )}
    </li>
  );
}

/** Colour and shape say the same: marks stand at the deadline and at the end of what did not go well. */
function Item({ item, isTold }: { item: DayItem; isTold: boolean }) {
  const place = { left: `${item.left}%`, width: `${item.width}%` };
  const chosen = isTold ? ' told' : '';
  if (item.kind === 'run') {
    const { outcome } = item.run;
    return (
      <span class={`day-run ${outcome}${chosen}`} style={place}>
        {outcome !== 'good' && <StateMark mark={runMark(item.run)} />}
      </span>
    );
  }
  const { outcome } = item.window;
  const isQuiet = outcome === 'met' || outcome === 'expected' || outcome === 'open';
  return (
    <>
      <span class={`day-window ${outcome}${chosen}`} style={place} />
      {item.due !== null && (
        <span class={`day-due ${outcome}`} style={{ left: `${item.due}%` }}>
          {!isQuiet && <StateMark mark={dayMark(outcome)} />}
        </span>
      )}
    </>
  );
}

function keyOf(item: DayItem): string {
  return item.kind === 'run' ? `r${item.run.number} ${item.atMs}` : `w${item.window.dueMs}`;
}
