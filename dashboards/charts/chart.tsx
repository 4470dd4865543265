import 'uplot/dist/uPlot.min.css';
import './chart.css';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import type { Formats } from '../words/format.ts';
import type { Aligned } from './align.ts';
import type { Limit } from './limits.ts';
import { type LineLook, type PlotOptions, plotOptions } from './plot-options.ts';

export interface ChartOptions {
  /** Said to those who do not see it. */
  label: string;
  data: Aligned;
  lines: readonly LineLook[];
  unit: string;
  limits: readonly Limit[];
  limitText(limit: Limit): string;
  fromMs: number;
  toMs: number;
  formats: Formats;
  /** The theme in force: colours are read anew when it changes. */
  theme: string;
  syncKey: string;
  onCursor(row: number | null): void;
  onZoom(fromMs: number, toMs: number): void;
  onReset(): void;
}

/** One uPlot, made anew only when what it looks like changes; new values go into the one that is there. */
export function Chart(options: ChartOptions) {
  const { label, data, lines, unit, limits, fromMs, toMs, formats, theme, syncKey } = options;
  const frame = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const latest = useRef(options);
  latest.current = options;
  const looks = JSON.stringify([lines, limits]);

  useLayoutEffect(() => {
    const element = frame.current;
    if (!element) return;
    const { width, height } = element.getBoundingClientRect();
    const given: PlotOptions = {
      width: Math.max(80, Math.floor(width)),
      height: Math.max(80, Math.floor(height)),
      lines,
      unit,
      limits,
      limitText: (limit) => latest.current.limitText(limit),
      formats,
      syncKey,
      onCursor: (row) => latest.current.onCursor(row),
      onZoom: (from, to) => latest.current.onZoom(from, to),
      onReset: () => latest.current.onReset(),
    };
    const made = new uPlot(plotOptions(given), latest.current.data as uPlot.AlignedData, element);
    made.setScale('x', { min: latest.current.fromMs, max: latest.current.toMs });
    plot.current = made;
    const resized = new ResizeObserver(([entry]) => {
      const { width: newWidth, height: newHeight } = entry.contentRect;
      made.setSize({
        width: Math.max(80, Math.floor(newWidth)),
        height: Math.max(80, Math.floor(newHeight)),
      });
    });
    resized.observe(element);
    return () => {
      resized.disconnect();
      made.destroy();
      plot.current = undefined;
    };
    // Lines and limits are compared by content: they are made anew with each rendering.
  }, [looks, unit, formats, theme, syncKey]);

  useEffect(() => {
    const made = plot.current;
    if (!made) return;
    made.batch(() => {
      made.setData(data as uPlot.AlignedData, false);
      made.setScale('x', { min: fromMs, max: toMs });
    });
  }, [data, fromMs, toMs]);

  return <div class="chart" ref={frame} role="img" aria-label={label} />;
}
