import './span-bar.css';
import type { ComponentChildren } from 'preact';
import { Button, Segments } from '../ui/button.tsx';
import { useText } from '../ui/context.ts';
import { CustomRange } from './custom-range.tsx';
import { LAST_SPANS, type LastSpan, type Range } from './range.ts';

const SPANS = Object.keys(LAST_SPANS) as LastSpan[];

/** Which time is shown; `children` stand behind it. */
export function SpanBar(options: {
  range: Range;
  onLast(span: LastSpan): void;
  onFixed(fromMs: number, toMs: number): void;
  onReset(): void;
  children?: ComponentChildren;
}) {
  const { range, onLast, onFixed, onReset, children } = options;
  const { words, formats } = useText();
  const text = words.machine;
  return (
    <div class="span-bar">
      <Segments
        label={text.range}
        value={range.kind === 'last' ? range.span : null}
        choices={SPANS.map((value) => ({ value, text: text.ranges[value] }))}
        onChoose={onLast}
      />
      <CustomRange range={range} onFixed={onFixed} />
      {range.kind === 'fixed' && (
        <>
          <span class="span-text">
            {formats.moment(range.fromMs)} – {formats.moment(range.toMs)}
          </span>
          <Button onClick={onReset}>{text.resetZoom}</Button>
        </>
      )}
      {children}
    </div>
  );
}
