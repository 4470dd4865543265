import type uPlot from 'uplot';
import type { ChartMark } from './marks.ts';

/** Alerts are shaded from their firing until their end, below what was measured; the edge says where they began. */
export function drawSpans(plot: uPlot, marks: readonly ChartMark[], color: (name: string) => string): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  ctx.save();
  for (const { kind, fromMs, toMs, severity } of marks) {
    if (kind !== 'alert') continue;
    const right = bbox.left + bbox.width;
    const from = Math.max(bbox.left, plot.valToPos(fromMs, 'x', true));
    const to = toMs === null ? right : Math.min(right, plot.valToPos(toMs, 'x', true));
    if (to < bbox.left || from > right) continue;
    const tone = severity === 'critical' ? 'critical' : severity === 'warning' ? 'warning-mark' : 'stale';
    ctx.fillStyle = color(tone);
    ctx.globalAlpha = 0.12;
    ctx.fillRect(from, bbox.top, Math.max(2 * ratio, to - from), bbox.height);
    ctx.globalAlpha = 1;
    ctx.fillRect(from, bbox.top, 2 * ratio, bbox.height);
    // A bar at the foot keeps short ones visible.
    ctx.fillRect(from, bbox.top + bbox.height - 3 * ratio, Math.max(4 * ratio, to - from), 3 * ratio);
  }
  ctx.restore();
}

/** Changes are a dotted line with a diamond at its foot, starts one with a triangle: told apart without colour. */
export function drawMoments(plot: uPlot, marks: readonly ChartMark[], color: (name: string) => string): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  const size = 4.5 * ratio;
  const foot = bbox.top + bbox.height - size;
  ctx.save();
  ctx.strokeStyle = color('accent');
  ctx.fillStyle = color('accent');
  ctx.lineWidth = ratio;
  for (const { kind, fromMs } of marks) {
    if (kind === 'alert') continue;
    const x = Math.round(plot.valToPos(fromMs, 'x', true));
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.setLineDash([2 * ratio, 3 * ratio]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, foot);
    ctx.stroke();
    ctx.setLineDash([]);
    ctx.beginPath();
    ctx.moveTo(x, foot - size);
    ctx.lineTo(x + size, kind === 'start' ? foot + size : foot);
    if (kind === 'change') ctx.lineTo(x, foot + size);
    ctx.lineTo(x - size, kind === 'start' ? foot + size : foot);
    ctx.closePath();
    ctx.fill();
  }
  ctx.restore();
}
