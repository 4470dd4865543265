import { useEffect, useMemo, useState } from 'preact/hooks';
import type { ChosenAggregation } from '../../api/query.ts';
import type { Machine } from '../../state/machine.ts';
import { useText, useWard } from '../../ui/context.ts';
import { Failed } from '../../ui/empty.tsx';
import { ChartPanel } from './chart-panel.tsx';
import type { MachineData } from './machine-data.ts';
import type { Panel } from './panels.ts';
import { type LastSpan, LEAST_SPAN_MS, lastSpan, parseRange, spanOf } from './range.ts';
import { RangeBar } from './range-bar.tsx';

/** Long ranges are asked for again this often, and never more often than they have bins. */
const RENEW_AT_LEAST_MS = 30_000;

/** All charts of a machine over one range, with one cursor. */
export function Charts(options: {
  machine: Machine;
  data: MachineData;
  panels: readonly Panel[];
  /** Shown until somebody chooses; a few minutes when left out. */
  usualSpan?: LastSpan;
  route(parameters: Record<string, string | undefined>): string;
}) {
  const { machine, data, panels, usualSpan, route: routeOf } = options;
  const { route, clock, link } = useWard();
  const { words } = useText();
  const search = route.value.search.toString();
  const range = useMemo(() => parseRange(route.value.search, usualSpan), [search]);
  const [aggregation, setAggregation] = useState<ChosenAggregation>('avg');
  const connected = link.value.state === 'open';
  const load = () => void data.load(range, aggregation, clock.now());

  // A connection that was lost has left a hole in what came live: coming back reads everything anew.
  useEffect(load, [data, range, aggregation, connected]);

  const stepMs = data.stepMs.value;
  useEffect(() => {
    if (range.kind !== 'last' || stepMs === 0) return;
    const timer = setInterval(load, Math.max(stepMs, RENEW_AT_LEAST_MS));
    return () => clearInterval(timer);
  }, [data, range, aggregation, stepMs]);

  const { fromMs, toMs } = spanOf(range, range.kind === 'last' ? clock.nowMs.value : 0);
  const last = lastSpan(route.value.search, usualSpan);

  function zoom(from: number, to: number): void {
    if (to - from < LEAST_SPAN_MS) return;
    location.hash = routeOf({ last, from: String(from), to: String(to) });
  }

  return (
    <section class="charts" aria-label={words.machine.charts}>
      <RangeBar
        range={range}
        aggregation={aggregation}
        stepMs={stepMs}
        onAggregation={setAggregation}
        onLast={(span) => {
          location.hash = routeOf({ last: span });
        }}
        onFixed={zoom}
        onReset={() => {
          location.hash = routeOf({ last });
        }}
      />
      {data.error.value !== undefined && <Failed error={data.error.value} onRetry={load} />}
      <div class="chart-grid">
        {panels.map((panel) => (
          <ChartPanel
            key={panel.id}
            panel={panel}
            machine={machine}
            data={data}
            fromMs={fromMs}
            toMs={toMs}
            onZoom={zoom}
            onReset={() => {
              if (range.kind === 'fixed') location.hash = routeOf({ last });
            }}
          />
        ))}
      </div>
    </section>
  );
}
