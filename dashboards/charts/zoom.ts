/** What a chart shows of time. */
export interface TimeSpan {
  fromMs: number;
  toMs: number;
}

/** Each press shows this share of what was shown, or the inverse of it. */
const CLOSER = 0.5;
/** Each press moves by this share. */
const STEP = 0.25;

/**
 * The span after a key: `+` and `-` zoom about the middle, arrows move; `back` for the keys that leave the zoom, and
 * undefined for all others. Nothing moves into the future.
 */
export function spanAfterKey(
  { fromMs, toMs }: TimeSpan,
  key: string,
  { nowMs, leastMs }: { nowMs: number; leastMs: number },
): TimeSpan | 'back' | undefined {
  const widthMs = toMs - fromMs;
  switch (key) {
    case '+':
    case '=':
      return about(Math.max(leastMs, widthMs * CLOSER));
    case '-':
    case '_':
      return about(widthMs / CLOSER);
    case 'ArrowLeft':
      return moved(-widthMs * STEP);
    case 'ArrowRight':
      return moved(widthMs * STEP);
    case 'Escape':
    case '0':
      return 'back';
    default:
      return undefined;
  }

  function about(newWidthMs: number): TimeSpan {
    return moved((widthMs - newWidthMs) / 2, newWidthMs);
  }

  function moved(byMs: number, newWidthMs = widthMs): TimeSpan {
    const endMs = Math.min(fromMs + byMs + newWidthMs, Math.max(nowMs, toMs));
    return { fromMs: Math.round(endMs - newWidthMs), toMs: Math.round(endMs) };
  }
}
