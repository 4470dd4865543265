import 'uplot/dist/uPlot.min.css';
import './chart.css';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import type { Formats } from '../words/format.ts';
import type { Aligned } from './align.ts';
import type { Limit } from './limits.ts';
import type { ChartMark } from './marks.ts';
import { type LineLook, type PlotOptions, plotOptions } from './plot-options.ts';
import { spanAfterKey } from './zoom.ts';

export interface ChartOptions {
  /** Said to those who do not see it. */
  label: string;
  data: Aligned;
  lines: readonly LineLook[];
  unit: string;
  limits: readonly Limit[];
  limitText(limit: Limit): string;
  /** What happened meanwhile. */
  marks?: readonly ChartMark[];
  fromMs: number;
  toMs: number;
  /** Keys move to nothing later than this; without it to nothing later than what is shown. */
  endMs?: number;
  formats: Formats;
  /** The theme in force: colours are read anew when it changes. */
  theme: string;
  syncKey: string;
  onCursor(row: number | null): void;
  onZoom(fromMs: number, toMs: number): void;
  onReset(): void;
}

const NO_MARKS: readonly ChartMark[] = [];
/** Closer than this nobody zooms with keys. */
const LEAST_SPAN_MS = 10_000;
/** Share of the points that one press moves the cursor by. */
const CURSOR_STEP = 1 / 40;

/** One uPlot, made anew only when what it looks like changes; new values go into the one that is there. */
export function Chart(options: ChartOptions) {
  const { label, data, lines, unit, limits, marks = NO_MARKS } = options;
  const { fromMs, toMs, formats, theme, syncKey } = options;
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
      marks: () => latest.current.marks ?? NO_MARKS,
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

  useEffect(() => plot.current?.redraw(false, false), [marks]);

  function pressed(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.shiftKey && (event.key === 'ArrowLeft' || event.key === 'ArrowRight')) {
      event.preventDefault();
      moveCursor(event.key === 'ArrowRight' ? 1 : -1);
      return;
    }
    const next = spanAfterKey({ fromMs, toMs }, event.key, {
      nowMs: options.endMs ?? toMs,
      leastMs: LEAST_SPAN_MS,
    });
    if (next === undefined) return;
    event.preventDefault();
    if (next === 'back') options.onReset();
    else options.onZoom(next.fromMs, next.toMs);
  }

  /** The synchronised charts follow, as they follow the mouse. */
  function moveCursor(ways: number): void {
    const made = plot.current;
    const times = data[0];
    if (!made || times.length === 0) return;
    const step = Math.max(1, Math.round(times.length * CURSOR_STEP)) * ways;
    const row = Math.min(times.length - 1, Math.max(0, (made.cursor.idx ?? times.length) + step));
    const setCursor: (at: { left: number; top: number }, fire: boolean, publish: boolean) => void =
      made.setCursor;
    setCursor({ left: made.valToPos(times[row], 'x'), top: 0 }, true, true);
  }

  return (
    // Keys zoom and move what is shown; what it shows in figures is in the legend and the table.
    <div
      class="chart"
      ref={frame}
      role="img"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the keys of a chart are pressed on it
      tabIndex={0}
      aria-keyshortcuts="+ - ArrowLeft ArrowRight Escape"
      onKeyDown={pressed}
    />
  );
}
