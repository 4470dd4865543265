import { useEffect, useRef, useState } from 'preact/hooks';
import { AGGREGATIONS, type ChosenAggregation } from '../../../api/query.ts';
import { Button, Segments } from '../../../ui/button.tsx';
import { useText, useWard } from '../../../ui/context.ts';
import { TextField } from '../../../ui/field.tsx';
import type { Earlier } from './comparison.ts';
import { LAST_SPANS, type LastSpan, LEAST_SPAN_MS, type Range, spanOf } from './range.ts';

const SPANS = Object.keys(LAST_SPANS) as LastSpan[];

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
    <div class="range-bar">
      <Segments
        label={text.range}
        value={range.kind === 'last' ? range.span : null}
        choices={SPANS.map((value) => ({ value, text: text.ranges[value] }))}
        onChoose={onLast}
      />
      <CustomRange range={range} onFixed={onFixed} />
      {range.kind === 'fixed' && (
        <>
          <span class="range-text">
            {formats.moment(range.fromMs)} – {formats.moment(range.toMs)}
          </span>
          <Button onClick={onReset}>{text.resetZoom}</Button>
        </>
      )}
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
    </div>
  );
}

/** A span that is typed: from when to when, in the zone of the pages. */
export function CustomRange({
  range,
  onFixed,
}: {
  range: Range;
  onFixed(fromMs: number, toMs: number): void;
}) {
  const { clock } = useWard();
  const { words, formats } = useText();
  const menu = useRef<HTMLDetailsElement>(null);
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const [bad, setBad] = useState(false);

  useEffect(() => {
    function leave(event: Event): void {
      const { current } = menu;
      if (current?.open && !current.contains(event.target as Node)) current.open = false;
    }
    document.addEventListener('click', leave);
    return () => document.removeEventListener('click', leave);
  }, []);

  function opened(): void {
    if (!menu.current?.open) return;
    const span = spanOf(range, clock.now());
    setFrom(formats.field(span.fromMs));
    setTo(formats.field(span.toMs));
    setBad(false);
  }

  function submit(event: Event): void {
    event.preventDefault();
    const fromMs = formats.fromField(from);
    const toMs = formats.fromField(to);
    if (!(toMs - fromMs >= LEAST_SPAN_MS)) {
      setBad(true);
      return;
    }
    if (menu.current) menu.current.open = false;
    onFixed(fromMs, toMs);
  }

  return (
    <details
      class="menu range-menu"
      ref={menu}
      onToggle={opened}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.currentTarget.open = false;
        event.currentTarget.querySelector('summary')?.focus();
      }}
    >
      <summary class={`button${range.kind === 'fixed' ? ' chosen' : ''}`}>
        {words.machine.customRange}
      </summary>
      <form class="menu-body" onSubmit={submit}>
        <TextField label={words.machine.from} value={from} onInput={setFrom} />
        <TextField
          label={words.machine.to}
          value={to}
          onInput={setTo}
          hint={formats.zone}
          error={bad ? words.machine.badRange : undefined}
        />
        <Button look="primary" type="submit">
          {words.machine.apply}
        </Button>
      </form>
    </details>
  );
}
