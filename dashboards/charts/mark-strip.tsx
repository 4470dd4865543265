import './mark-strip.css';
import { useState } from 'preact/hooks';
import { useText } from '../ui/context.ts';
import { MarkList } from './mark-list.tsx';
import { MarkShape } from './mark-shape.tsx';
import { type ChartMark, type PlacedMarks, placeMarks } from './marks.ts';
import type { TimeSpan } from './zoom.ts';

/** Marks closer than this share of the width stand as one. */
const LEAST_DISTANCE = 0.012;
/** Shown around a moment that somebody wants to see. */
const AROUND_MS = 15 * 60_000;

/** What happened over the span of the charts: a strip to point at, and the same as a list. */
export function MarkStrip(options: {
  marks: readonly ChartMark[];
  span: TimeSpan;
  isCut: boolean;
  onZoom(fromMs: number, toMs: number): void;
}) {
  const { marks, span, isCut, onZoom } = options;
  const { words, formats } = useText();
  const [told, setTold] = useState<PlacedMarks>();
  const placed = placeMarks(marks, span, LEAST_DISTANCE);
  const shown = placed.flatMap((each) => each.marks);
  const text = words.target.marks;

  function zoomTo(mark: ChartMark): void {
    const toMs = mark.toMs ?? span.toMs;
    const aroundMs = Math.max(AROUND_MS, (toMs - mark.fromMs) / 4);
    onZoom(mark.fromMs - aroundMs, Math.min(Math.max(span.toMs, toMs), toMs + aroundMs));
  }

  return (
    <section class="mark-strip panel" aria-label={text.title}>
      <h3>{text.title}</h3>
      {shown.length === 0 && <p class="muted mark-none">{text.none}</p>}
      {shown.length > 0 && (
        <>
          <ul class="mark-track">
            {placed.map((each) => {
              const [first] = each.marks;
              const count = each.marks.length > 1 ? formats.number(each.marks.length) : '';
              return (
                <li
                  key={first.id}
                  class={`mark-place mark-${first.kind} severity-${first.severity ?? 'none'}`}
                  style={{ left: `${each.left * 100}%`, width: `${each.width * 100}%` }}
                >
                  <button
                    type="button"
                    aria-label={[
                      count,
                      each.marks.map((mark) => mark.text).join('; '),
                      formats.moment(first.fromMs),
                    ]
                      .filter(Boolean)
                      .join(' · ')}
                    onClick={() => zoomTo(first)}
                    onFocus={() => setTold(each)}
                    onBlur={() => setTold(undefined)}
                    onMouseEnter={() => setTold(each)}
                    onMouseLeave={() => setTold(undefined)}
                  >
                    <MarkShape mark={first} />
                    {count && <span class="mark-count">{count}</span>}
                  </button>
                </li>
              );
            })}
          </ul>
          {/* Room is kept, so that nothing moves under the mouse. */}
          <p class="mark-told muted">
            {told
              ? told.marks
                  .slice(0, 3)
                  .map((mark) => `${formats.moment(mark.fromMs)} ${mark.text}`)
                  .join(' · ')
              : `${formats.moment(span.fromMs)} – ${formats.moment(span.toMs)}`}
          </p>
          <details class="mark-all">
            <summary>{text.list(formats.number(shown.length))}</summary>
            <MarkList marks={[...shown].sort((a, b) => b.fromMs - a.fromMs)} onZoom={zoomTo} />
          </details>
          {isCut && <p class="muted">{text.cut}</p>}
        </>
      )}
    </section>
  );
}
