import { signal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { type Aligned, valueAt } from '../../charts/align.ts';
import { Chart } from '../../charts/chart.tsx';
import { type Limit, limitsFor } from '../../charts/limits.ts';
import type { LineLook } from '../../charts/plot-options.ts';
import type { Machine } from '../../state/machine.ts';
import { useText, useWard } from '../../ui/context.ts';
import { metricTitle } from '../../words/words.ts';
import type { MachineData } from './machine-data.ts';
import { panelLines } from './panel-lines.ts';
import type { Panel } from './panels.ts';

/** One chart with its title and a legend that tells the values under the cursor. */
export function ChartPanel(options: {
  panel: Panel;
  machine: Machine;
  data: MachineData;
  fromMs: number;
  toMs: number;
  onZoom(fromMs: number, toMs: number): void;
  onReset(): void;
}) {
  const { panel, machine, data, fromMs, toMs, onZoom, onReset } = options;
  const { rules, preferences } = useWard();
  const { words, formats } = useText();
  const cursor = useMemo(() => signal<number | null>(null), []);
  const shown = data.shown.value;
  const lines = useMemo(() => panelLines(panel, shown.data, words), [panel, shown, words]);
  const entries = rules.entries.value;
  const thresholds = rules.thresholds.value;
  const limits = useMemo(() => {
    const { id: target, organisation } = machine.target;
    const series = (lines?.series ?? []).map(({ metric, labels }) => ({
      target,
      organisation,
      metric,
      labels,
    }));
    const all = entries.map(({ rule }) => rule);
    return limitsFor(all, series, thresholds);
  }, [entries, thresholds, lines, machine]);

  if (!lines) return null;
  // Where limits of several metrics stand in one chart, each says whose it is.
  const mixed = new Set(limits.map(({ metric }) => metric)).size > 1;
  function limitText({ severity, value, metric }: Limit): string {
    const text = words.machine.limit(words.states.severity[severity], formats.limit(value, panel.unit));
    return mixed ? `${metricTitle(words, metric)} ${text}` : text;
  }
  const title = words.machine.panels[panel.id];
  return (
    <figure class="chart-panel panel">
      <figcaption>
        <h3>{title}</h3>
        <CursorTime times={lines.data[0]} cursor={cursor} />
      </figcaption>
      <Chart
        label={words.machine.chartOf(title)}
        data={lines.data}
        lines={lines.looks}
        unit={panel.unit}
        limits={limits}
        limitText={limitText}
        fromMs={fromMs}
        toMs={toMs}
        formats={formats}
        theme={preferences.effectiveTheme.value}
        syncKey="machine"
        onCursor={(row) => {
          cursor.value = row;
        }}
        onZoom={onZoom}
        onReset={onReset}
      />
      <Legend data={lines.data} looks={lines.looks} unit={panel.unit} cursor={cursor} more={lines.more} />
      {lines.data[0].length === 0 && <p class="chart-empty muted">{words.machine.noChartData}</p>}
    </figure>
  );
}

type Cursor = { value: number | null };

function CursorTime({ times, cursor }: { times: readonly number[]; cursor: Cursor }) {
  const { formats } = useText();
  const row = cursor.value;
  const at = row === null ? undefined : times[row];
  return <span class="muted chart-time">{at === undefined ? '' : formats.moment(at)}</span>;
}

/** Alone follows the cursor, so that moving it draws no chart anew. */
function Legend(options: {
  data: Aligned;
  looks: readonly LineLook[];
  unit: string;
  cursor: Cursor;
  more: number;
}) {
  const { data, looks, unit, cursor, more } = options;
  const { words, formats } = useText();
  const [times, ...columns] = data;
  const row = cursor.value ?? times.length - 1;
  return (
    <ul class="legend">
      {looks.map((look, at) => {
        const value = valueAt(columns[at], row);
        return (
          <li key={look.name} title={look.name}>
            <svg class={`swatch swatch-${look.color % 8}`} viewBox="0 0 14 4" aria-hidden="true">
              <path d="M1 2h12" stroke-dasharray={look.dashed ? '4 3' : undefined} />
            </svg>
            <span class="clip">{look.name}</span>
            <span class="legend-value">{formats.value(value ?? null, unit)}</span>
          </li>
        );
      })}
      {more > 0 && <li class="muted">{words.machine.moreSeries(formats.number(more))}</li>}
    </ul>
  );
}
