import type uPlot from 'uplot';
import type { Formats } from '../words/format.ts';
import { drawMoments, drawSpans } from './draw-marks.ts';
import type { Limit } from './limits.ts';
import type { ChartMark } from './marks.ts';
import { tickForm, tickStep, timeTicks } from './time-ticks.ts';
import { isTime, valueRange, valueSteps } from './value-range.ts';

/** How one line is drawn; its colour is one of eight of the theme, by number. */
export interface LineLook {
  name: string;
  color: number;
  dashed?: boolean;
  filled?: boolean;
  /** Painted over what lies behind it: of lines that stand on each other. */
  solid?: boolean;
  /** As it was at another time: behind the others, and only as strong as needed. */
  pale?: boolean;
}

export interface PlotOptions {
  width: number;
  height: number;
  lines: readonly LineLook[];
  unit: string;
  limits: readonly Limit[];
  limitText(limit: Limit): string;
  /** Asked for with each drawing, so that new ones need no new chart. */
  marks(): readonly ChartMark[];
  formats: Formats;
  /** Charts with the same key share the cursor. */
  syncKey: string;
  onCursor(row: number | null): void;
  onZoom(fromMs: number, toMs: number): void;
  onReset(): void;
}

const TICK_PIXELS = 84;
const FONT_PIXELS = 12;

/** Options for uPlot, with our own times, units and colours instead of its American defaults. */
export function plotOptions(options: PlotOptions): uPlot.Options {
  const { width, height, lines, unit, limits, formats, syncKey } = options;
  const style = getComputedStyle(document.documentElement);
  const color = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const rem = Number.parseFloat(style.fontSize) / 16;
  const font = `${FONT_PIXELS * rem}px ${getComputedStyle(document.body).fontFamily}`;
  const axis = { stroke: color('text-3'), font, ticks: { show: false }, gap: 6 * rem };
  const grid = { stroke: color('chart-grid'), width: 1 };

  return {
    width,
    height,
    ms: 1,
    legend: { show: false },
    padding: [8 * rem, 18 * rem, 0, 0],
    cursor: {
      y: false,
      points: { size: 7 * rem },
      drag: { x: true, y: false, setScale: false },
      sync: { key: syncKey, setSeries: false, scales: ['x', null] },
      bind: { dblclick: () => reset },
    },
    scales: {
      x: { time: true },
      y: {
        range: (_plot, low, high) => {
          const found = valueRange({ low, high, unit, limits: limits.map(({ value }) => value) });
          return [found.low, found.high];
        },
      },
    },
    axes: [
      {
        ...axis,
        grid,
        size: 26 * rem,
        splits: (plot, _axis, from, to) => {
          const step = tickStep(from, to, plot.width / (TICK_PIXELS * rem));
          return timeTicks(from, to, step, formats.zoneOffsetMs);
        },
        values: (_plot, splits) => tickTexts(splits, formats),
      },
      {
        ...axis,
        grid,
        size: (plot, values) => axisWidth(plot, values, font, rem),
        incrs: valueSteps(unit),
        values: (_plot, splits) => splits.map((split) => axisText(split, unit, formats)),
        space: 36 * rem,
      },
    ],
    series: [
      {},
      ...lines.map((line): uPlot.Series => {
        const stroke = color(`chart-${(line.color % 8) + 1}`);
        return {
          label: line.name,
          stroke: line.pale ? `${stroke}70` : stroke,
          width: (line.pale ? 2.5 : 1.5) * rem,
          dash: line.dashed ? [5 * rem, 4 * rem] : undefined,
          fill: line.solid ? stroke : line.filled ? `${stroke}1f` : undefined,
          points: { show: false },
        };
      }),
    ],
    hooks: {
      setCursor: [(plot) => options.onCursor(plot.cursor.idx ?? null)],
      setSelect: [(plot) => zoomed(plot, options)],
      drawAxes: [(plot) => drawSpans(plot, options.marks(), color)],
      draw: [
        (plot) => {
          drawLimits(plot, options, color, font, rem);
          drawMoments(plot, options.marks(), color);
        },
      ],
    },
  };

  function reset(): null {
    options.onReset();
    return null;
  }
}

function tickTexts(splits: number[], formats: Formats): string[] {
  const step = splits.length > 1 ? splits[1] - splits[0] : 60_000;
  return splits.map((split) => {
    const form = tickForm(split, step, formats.zoneOffsetMs);
    return form === 'day'
      ? formats.day(split)
      : form === 'minute'
        ? formats.minute(split)
        : formats.time(split);
  });
}

function axisText(value: number, unit: string, formats: Formats): string {
  if (unit === '%') return formats.percent(value, 0);
  if (unit === '1') return formats.compact(value);
  if (value === 0 && isTime(unit)) return formats.number(value);
  return formats.value(value, unit);
}

/** As wide as its widest text, so that nothing is cut and nothing is wasted. */
function axisWidth(plot: uPlot, values: string[] | null, font: string, rem: number): number {
  const least = 40 * rem;
  if (!values) return least;
  plot.ctx.save();
  plot.ctx.font = font;
  const widest = Math.max(...values.map((value) => plot.ctx.measureText(value ?? '').width));
  plot.ctx.restore();
  return Math.max(least, Math.ceil(widest) + 12 * rem);
}

const LEAST_ZOOM_PIXELS = 6;

function zoomed(plot: uPlot, { onZoom }: PlotOptions): void {
  const { left, width } = plot.select;
  if (width < LEAST_ZOOM_PIXELS) return;
  const fromMs = plot.posToVal(left, 'x');
  const toMs = plot.posToVal(left + width, 'x');
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  onZoom(Math.round(fromMs), Math.round(toMs));
}

/** Thresholds as dashed lines with their severity, on top of what was measured. */
function drawLimits(
  plot: uPlot,
  { limits, limitText }: PlotOptions,
  color: (name: string) => string,
  font: string,
  rem: number,
): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.font = font.replace(/^[\d.]+/, (size) => String(Number(size) * 0.92 * ratio));
  ctx.textAlign = 'right';
  ctx.textBaseline = 'bottom';
  ctx.lineWidth = ratio;
  let labelled = { y: Number.NEGATIVE_INFINITY, left: 0 };
  const lineHeight = 15 * rem * ratio;
  for (const limit of [...limits].sort((a, b) => b.value - a.value)) {
    const y = Math.round(plot.valToPos(limit.value, 'y', true));
    if (y < bbox.top || y > bbox.top + bbox.height) continue;
    const tone = color(limit.severity === 'info' ? 'text-3' : limit.severity);
    ctx.strokeStyle = tone;
    ctx.fillStyle = tone;
    ctx.setLineDash([6 * ratio, 4 * ratio]);
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    const text = limitText(limit);
    const above = y - bbox.top > lineHeight;
    const textY = above ? y - 2 * ratio : y + lineHeight;
    // A threshold close to the one above gets its label beside the other's.
    const crowded = textY - labelled.y < lineHeight;
    const right = crowded ? labelled.left - 10 * ratio : bbox.left + bbox.width - 4 * ratio;
    ctx.fillText(text, right, textY);
    labelled = { y: textY, left: right - ctx.measureText(text).width };
  }
  ctx.restore();
}
