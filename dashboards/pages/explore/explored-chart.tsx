import { signal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type { Explored } from '#protocol/explore.ts';
import { Chart } from '../../charts/chart.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { valueText } from '../../words/value-text.ts';
import { draw, type NamedLine, withEarlier } from './lines.ts';

const NO_LIMITS: never[] = [];

export interface ExploredChartOptions {
  metric: string;
  title: string;
  answer: Explored;
  lines: readonly NamedLine[];
  stacked: boolean;
  earlier?: { answer: Explored; shiftMs: number };
  span: { fromMs: number; toMs: number };
  /** Charts with the same key share the cursor. */
  syncKey: string;
  /** The line that is shown alone, by name. */
  alone: string | undefined;
  onAlone(name: string | undefined): void;
  onZoom(fromMs: number, toMs: number): void;
  onReset(): void;
}

/** Lines over a span with a legend that tells the values under the cursor; a click on a name shows that line alone. */
export function ExploredChart(options: ExploredChartOptions) {
  const { metric, title, answer, lines, stacked, earlier, span, alone, onAlone } = options;
  const { preferences } = useWard();
  const { words, formats } = useText();
  const text = words.explore;
  const cursor = useMemo(() => signal<number | null>(null), []);
  const isThere = lines.some(({ name }) => name === alone);
  const shown = useMemo(
    () => (isThere ? lines.filter(({ name }) => name === alone) : lines),
    [lines, alone, isThere],
  );
  const drawn = useMemo(() => {
    const now = draw(answer, shown, stacked);
    return earlier && !stacked
      ? withEarlier(now, shown, earlier.answer, earlier.shiftMs, text.compared)
      : now;
  }, [answer, shown, stacked, earlier, text]);
  return (
    <div class="explored-chart">
      <Chart
        label={text.chartOf(title)}
        data={drawn.data}
        lines={drawn.looks}
        unit={answer.unit || '1'}
        limits={NO_LIMITS}
        limitText={() => ''}
        fromMs={span.fromMs}
        toMs={span.toMs}
        formats={formats}
        theme={preferences.effectiveTheme.value}
        syncKey={options.syncKey}
        onCursor={(row) => {
          cursor.value = row;
        }}
        onZoom={options.onZoom}
        onReset={options.onReset}
      />
      <Legend
        metric={metric}
        answer={answer}
        lines={lines}
        cursor={cursor}
        alone={isThere ? alone : undefined}
        onAlone={onAlone}
      />
    </div>
  );
}

/** Alone follows the cursor, so that moving it draws no chart anew. */
function Legend(options: {
  metric: string;
  answer: Explored;
  lines: readonly NamedLine[];
  cursor: { value: number | null };
  alone: string | undefined;
  onAlone(name: string | undefined): void;
}) {
  const { metric, answer, lines, cursor, alone, onAlone } = options;
  const { words, formats } = useText();
  const text = words.explore;
  const row = cursor.value;
  return (
    <>
      <p class="explored-time muted">
        {row === null ? '' : formats.moment(answer.firstMs + row * answer.stepMs)}
      </p>
      <ul class="legend explored-legend">
        {lines.map(({ line, name, color }) => {
          const bin = row ?? lastBin(line.values);
          const value = line.values[bin] ?? null;
          const present = line.present?.[bin];
          const isPartial = present !== undefined && present > 0 && present < line.series;
          return (
            <li key={name} data-off={alone !== undefined && alone !== name ? '' : undefined}>
              <button
                type="button"
                class="legend-line"
                aria-pressed={alone === name}
                title={alone === name ? text.showAll : text.isolate(name)}
                onClick={() => onAlone(alone === name ? undefined : name)}
              >
                <svg class={`swatch swatch-${color % 8}`} viewBox="0 0 14 4" aria-hidden="true">
                  <path d="M1 2h12" />
                </svg>
                <span class="clip">{name}</span>
                <span class="legend-value">
                  {value === null ? '–' : valueText(formats, metric, answer.unit, value)}
                </span>
                {isPartial && (
                  <span
                    class="muted"
                    title={text.partial(formats.number(present), formats.number(line.series))}
                  >
                    {present}/{line.series}
                  </span>
                )}
              </button>
            </li>
          );
        })}
      </ul>
    </>
  );
}

function lastBin(values: readonly (number | null)[]): number {
  for (let bin = values.length - 1; bin >= 0; bin--) if (values[bin] !== null) return bin;
  return values.length - 1;
}
