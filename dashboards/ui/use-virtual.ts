import type { RefObject } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { type VisibleRange, visibleRange } from './visible-range.ts';

const MARGIN_ROWS = 6;
/** Paper has no window: everything is drawn, as far as anybody reads it. */
const MOST_PRINTED = 3_000;

/** The rows of a list that the window shows; the list scrolls with the page. */
export function useVirtual<List extends HTMLElement>(
  count: number,
  rowHeight: number,
): { list: RefObject<List | null>; range: VisibleRange } {
  const list = useRef<List>(null);
  const [range, setRange] = useState<VisibleRange>({ first: 0, end: Math.min(count, 40) });

  useLayoutEffect(() => {
    function measure(): void {
      const top = list.current?.getBoundingClientRect().top ?? 0;
      const next = visibleRange({
        count,
        rowHeight,
        scrolled: -top,
        windowHeight: window.innerHeight,
        margin: MARGIN_ROWS,
      });
      setRange((before) => (before.first === next.first && before.end === next.end ? before : next));
    }
    function unroll(): void {
      setRange({ first: 0, end: Math.min(count, MOST_PRINTED) });
    }
    measure();
    window.addEventListener('scroll', measure, { passive: true });
    window.addEventListener('resize', measure);
    window.addEventListener('beforeprint', unroll);
    window.addEventListener('afterprint', measure);
    return () => {
      window.removeEventListener('scroll', measure);
      window.removeEventListener('resize', measure);
      window.removeEventListener('beforeprint', unroll);
      window.removeEventListener('afterprint', measure);
    };
  }, [count, rowHeight]);

  return { list, range };
}
