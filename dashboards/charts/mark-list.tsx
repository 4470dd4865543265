import { Button } from '../ui/button.tsx';
import { useText } from '../ui/context.ts';
import { MarkShape } from './mark-shape.tsx';
import type { ChartMark } from './marks.ts';

/** The marks of a span one by one, newest first: for reading, for screen readers and for paper. */
export function MarkList({ marks, onZoom }: { marks: readonly ChartMark[]; onZoom(mark: ChartMark): void }) {
  const { words, formats } = useText();
  const text = words.target.marks;
  const when = ({ kind, fromMs, toMs }: ChartMark) => {
    if (kind !== 'alert') return formats.moment(fromMs);
    if (toMs === null) return `${text.from(formats.moment(fromMs))} · ${text.standing}`;
    return text.until(formats.moment(fromMs), formats.moment(toMs));
  };
  return (
    <ul class="mark-list">
      {marks.map((mark) => (
        <li key={mark.id}>
          <MarkShape mark={mark} />
          <span class="hidden-text">{text.kinds[mark.kind]}</span>
          <span class="mark-when" title={formats.full(mark.fromMs)}>
            {when(mark)}
          </span>
          <span class="mark-what">
            {mark.href ? <a href={mark.href}>{mark.text}</a> : mark.text}
            {mark.details?.map((line) => (
              <span key={line} class="below muted">
                {line}
              </span>
            ))}
          </span>
          <Button look="quiet" icon="search" label={text.zoomTo} onClick={() => onZoom(mark)} />
        </li>
      ))}
    </ul>
  );
}
