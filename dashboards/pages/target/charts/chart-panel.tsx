import { signal } from '@preact/signals';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { Chart } from '../../../charts/chart.tsx';
import { ChartTable } from '../../../charts/chart-table.tsx';
import { type Limit, limitsFor } from '../../../charts/limits.ts';
import { type ChartMark, marksAt, marksFor } from '../../../charts/marks.ts';
import { useInView } from '../../../charts/use-in-view.ts';
import type { Machine } from '../../../state/machine.ts';
import { Button } from '../../../ui/button.tsx';
import { useText, useWard } from '../../../ui/context.ts';
import { metricTitle } from '../../../words/words.ts';
import type { MachineData } from '../machine-data.ts';
import { type Panel, panelTitle } from '../panels.ts';
import { ChartLegend } from './chart-legend.tsx';
import type { Comparison } from './comparison.ts';
import { type PanelLines, panelLines } from './panel-lines.ts';

export interface PanelOptions {
  panel: Panel;
  machine: Machine;
  data: MachineData;
  comparison: Comparison | undefined;
  marks: readonly ChartMark[];
  fromMs: number;
  toMs: number;
  endMs: number;
  onZoom(fromMs: number, toMs: number): void;
  onReset(): void;
}

/** One chart with its title, a legend that tells the values under the cursor, and the same as a table. */
export function ChartPanel(options: PanelOptions) {
  const { panel, data, comparison } = options;
  const { words } = useText();
  const { element, isInView, wasInView } = useInView<HTMLElement>();
  const [isTable, setTable] = useState(false);
  const shown = data.shown.value;
  const compared = comparison?.changed.value;
  const lines = useMemo(
    () => panelLines(panel, shown.data, words, comparison),
    [panel, shown, words, comparison, compared],
  );
  const metrics = useMemo(() => panel.metrics.map(({ metric }) => metric), [panel]);
  useEffect(() => (isInView ? data.want(metrics) : undefined), [isInView, data, metrics]);

  const title = panelTitle(words, panel);
  const text = words.target.chart;
  // What is known to be empty takes no room; what is not read yet keeps its own.
  const isEmpty = !lines && shown.data.hasRead(metrics);
  return (
    <figure class="chart-panel panel" ref={element} hidden={isEmpty}>
      <figcaption>
        <h3>{title}</h3>
        {lines && (
          <Button
            look="quiet"
            pressed={isTable}
            label={isTable ? text.showChart(title) : text.showTable(title)}
            onClick={() => setTable(!isTable)}
          >
            {isTable ? text.asChart : text.asTable}
          </Button>
        )}
      </figcaption>
      {!lines && !isEmpty && <p class="chart chart-waits muted">{text.loading}</p>}
      {lines && isTable && (
        <ChartTable title={title} data={lines.data} looks={lines.looks} unit={panel.unit} />
      )}
      {lines && !isTable && wasInView && (
        <Drawn {...options} title={title} lines={lines} isInView={isInView} />
      )}
      {lines && !isTable && !wasInView && <p class="chart chart-waits" />}
    </figure>
  );
}

function Drawn(options: PanelOptions & { title: string; lines: PanelLines; isInView: boolean }) {
  const { panel, machine, marks, fromMs, toMs, endMs, onZoom, onReset, title, lines, isInView } = options;
  const { rules, preferences } = useWard();
  const { words, formats } = useText();
  const cursor = useMemo(() => signal<number | null>(null), []);
  const entries = rules.entries.value;
  const thresholds = rules.thresholds.value;
  const limits = useMemo(() => {
    const { id: target, organisation } = machine.target;
    const series = lines.series.map(({ metric, labels }) => ({ target, organisation, metric, labels }));
    const all = entries.map(({ rule }) => rule);
    return limitsFor(all, series, thresholds);
  }, [entries, thresholds, lines, machine]);
  const own = useMemo(
    () => marksFor(marks, new Set(panel.metrics.map(({ metric }) => metric))),
    [marks, panel],
  );

  // Where limits of several metrics stand in one chart, each says whose it is.
  const mixed = new Set(limits.map(({ metric }) => metric)).size > 1;
  function limitText({ severity, value, metric }: Limit): string {
    const text = words.machine.limit(words.states.severity[severity], formats.limit(value, panel.unit));
    return mixed ? `${metricTitle(words, metric)} ${text}` : text;
  }
  return (
    <>
      {/* A chart that has left the window is gone; its place and its figures stay. */}
      {!isInView && <p class="chart chart-waits" />}
      {isInView && (
        <Chart
          label={words.machine.chartOf(title)}
          data={lines.data}
          lines={lines.looks}
          unit={panel.unit}
          limits={limits}
          limitText={limitText}
          marks={own}
          fromMs={fromMs}
          toMs={toMs}
          endMs={endMs}
          formats={formats}
          theme={preferences.effectiveTheme.value}
          syncKey="machine"
          onCursor={(row) => {
            cursor.value = row;
          }}
          onZoom={onZoom}
          onReset={onReset}
        />
      )}
      <CursorTime times={lines.data[0]} cursor={cursor} marks={own} nearMs={(toMs - fromMs) / 100} />
      <ChartLegend lines={lines} unit={panel.unit} cursor={cursor} />
      {lines.data[0].length === 0 && <p class="chart-empty muted">{words.machine.noChartData}</p>}
    </>
  );
}

/** When the cursor is, and what happened then. */
function CursorTime(options: {
  times: readonly number[];
  cursor: { value: number | null };
  marks: readonly ChartMark[];
  nearMs: number;
}) {
  const { times, cursor, marks, nearMs } = options;
  const { formats } = useText();
  const row = cursor.value;
  const at = row === null ? undefined : times[row];
  if (at === undefined) return null;
  const happened = marksAt(marks, at, nearMs).map(({ text }) => text);
  return <span class="chart-time">{[formats.moment(at), ...happened].join(' · ')}</span>;
}
