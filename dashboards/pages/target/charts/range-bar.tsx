import { AGGREGATIONS, type ChosenAggregation } from '../../../api/query.ts';
import type { LastSpan, Range } from '../../../charts/range.ts';
import { SpanBar } from '../../../charts/span-bar.tsx';
import { useText } from '../../../ui/context.ts';
import type { Earlier } from './comparison.ts';

/** Which time is shown, and how long ranges are folded. */
export function RangeBar(options: {
  range: Range;
  aggregation: ChosenAggregation;
  stepMs: number;
  earlier: Earlier | undefined;
  onEarlier(earlier: Earlier | undefined): void;
  onAggregation(aggregation: ChosenAggregation): void;
  onLast(span: LastSpan): void;
  onFixed(fromMs: number, toMs: number): void;
  onReset(): void;
}) {
  const { range, aggregation, stepMs, earlier, onEarlier, onAggregation, onLast, onFixed, onReset } = options;
  const { words, formats } = useText();
  const text = words.machine;
  return (
    <SpanBar range={range} onLast={onLast} onFixed={onFixed} onReset={onReset}>
      <label class="range-compare">
        <span class="muted">{words.target.compare.label}</span>
        <select
          value={earlier ?? ''}
          onChange={(event) => onEarlier((event.currentTarget.value || undefined) as Earlier | undefined)}
        >
          <option value="">{words.target.compare.none}</option>
          <option value="day">{words.target.compare.day}</option>
          <option value="week">{words.target.compare.week}</option>
        </select>
      </label>
      <span class="range-step muted">
        {stepMs === 0 ? (
          text.raw
        ) : (
          <>
            {text.step(formats.duration(stepMs))}
            <select
              aria-label={text.aggregation}
              value={aggregation}
              onChange={(event) => onAggregation(event.currentTarget.value as ChosenAggregation)}
            >
              {AGGREGATIONS.map((each) => (
                <option key={each} value={each}>
                  {text.aggregations[each]}
                </option>
              ))}
            </select>
          </>
        )}
      </span>
      <span class="range-hint muted" title={words.target.chart.keys}>
        {text.zoomHint}
      </span>
    </SpanBar>
  );
}
