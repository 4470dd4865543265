import { Fragment } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { ChosenAggregation } from '../../../api/query.ts';
import { MarkStrip } from '../../../charts/mark-strip.tsx';
import { type LastSpan, LEAST_SPAN_MS, lastSpan, parseRange, spanOf } from '../../../charts/range.ts';
import type { Machine } from '../../../state/machine.ts';
import { useText, useWard } from '../../../ui/context.ts';
import { Failed } from '../../../ui/empty.tsx';
import type { MachineData } from '../machine-data.ts';
import type { Panel } from '../panels.ts';
import { ChartPanel } from './chart-panel.tsx';
import { readEarlier } from './comparison.ts';
import { RangeBar } from './range-bar.tsx';
import { useComparison } from './use-comparison.ts';
import { useMarks } from './use-marks.ts';

/** Long ranges are asked for again this often, and never more often than they have bins. */
const RENEW_AT_LEAST_MS = 30_000;

/** All charts of a machine over one range, with one cursor and one list of what happened meanwhile. */
export function Charts(options: {
  machine: Machine;
  data: MachineData;
  panels: readonly Panel[];
  /** Shown until somebody chooses; a few minutes when left out. */
  usualSpan?: LastSpan;
  route(parameters: Record<string, string | undefined>): string;
}) {
  const { machine, data, panels, usualSpan } = options;
  const { route, clock, link } = useWard();
  const { words } = useText();
  const { search: parameters } = route.value;
  const search = parameters.toString();
  const range = useMemo(() => parseRange(parameters, usualSpan), [search]);
  const earlier = readEarlier(parameters);
  const [aggregation, setAggregation] = useState<ChosenAggregation>('avg');
  const connected = link.value.state === 'open';
  const load = () => void data.load(range, aggregation, clock.now());
  const rangeKey = range.kind === 'last' ? range.span : `${range.fromMs} ${range.toMs}`;

  // A connection that was lost has left a hole in what came live: coming back reads everything anew.
  useEffect(load, [data, rangeKey, aggregation, connected]);

  const stepMs = data.stepMs.value;
  useEffect(() => {
    if (range.kind !== 'last' || stepMs === 0) return;
    const timer = setInterval(load, Math.max(stepMs, RENEW_AT_LEAST_MS));
    return () => clearInterval(timer);
  }, [data, rangeKey, aggregation, stepMs]);

  const { fromMs, toMs } = spanOf(range, range.kind === 'last' ? clock.nowMs.value : 0);
  const last = lastSpan(parameters, usualSpan);
  const comparison = useComparison(machine.target.id, data, panels, earlier, aggregation);
  const { marks, isCut } = useMarks(machine.target.id, rangeKey, () => spanOf(range, clock.now()));

  /** What else stands in the address, such as the order of a table, stays there. */
  function go(changed: Record<string, string | undefined>): void {
    const kept = Object.fromEntries(parameters);
    location.hash = options.route({ ...kept, last, ...changed });
  }

  function zoom(from: number, to: number): void {
    if (to - from < LEAST_SPAN_MS) return;
    go({ from: String(Math.round(from)), to: String(Math.round(to)) });
  }

  function reset(): void {
    if (range.kind === 'fixed') go({ from: undefined, to: undefined });
  }

  const known = data.shown.value.data;
  const drawn = panels.filter((panel) => known.mayDraw(panel));
  return (
    <section class="charts" aria-label={words.machine.charts}>
      <RangeBar
        range={range}
        aggregation={aggregation}
        stepMs={stepMs}
        earlier={earlier}
        onEarlier={(compare) => go({ ...fixedOf(range), compare })}
        onAggregation={setAggregation}
        onLast={(span) => go({ last: span, from: undefined, to: undefined })}
        onFixed={zoom}
        onReset={reset}
      />
      {data.error.value !== undefined && <Failed error={data.error.value} onRetry={load} />}
      <MarkStrip marks={marks} span={{ fromMs, toMs }} isCut={isCut} onZoom={zoom} />
      <div class="chart-grid">
        {drawn.map((panel, at) => (
          <Fragment key={panel.id}>
            {panel.group !== undefined && panel.group !== drawn[at - 1]?.group && (
              <h2 class="chart-group">{words.target.subject(panel.group)}</h2>
            )}
            <ChartPanel
              panel={panel}
              machine={machine}
              data={data}
              comparison={comparison}
              marks={marks}
              fromMs={fromMs}
              toMs={toMs}
              endMs={clock.nowMs.peek()}
              onZoom={zoom}
              onReset={reset}
            />
          </Fragment>
        ))}
      </div>
    </section>
  );
}

function fixedOf(range: ReturnType<typeof parseRange>): Record<string, string> {
  return range.kind === 'fixed' ? { from: String(range.fromMs), to: String(range.toMs) } : {};
}
