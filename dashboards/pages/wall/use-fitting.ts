import type { RefObject } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

/**
 * How many rows of a list stand wholly inside their tile, whatever the screen and the zoom. The rest is hidden, so that
 * nothing is cut through; the tile says how many those are.
 */
export function useFitting(rows: number): { list: RefObject<HTMLUListElement | null>; fitting: number } {
  const list = useRef<HTMLUListElement>(null);
  const [fitting, setFitting] = useState(rows);
  useLayoutEffect(() => {
    const shown = list.current;
    const frame = shown?.parentElement;
    if (!shown || !frame) return;
    const measure = (): void => {
      // What is rounded to whole pixels may stand one too low.
      const bottom = frame.getBoundingClientRect().bottom + 1;
      let count = 0;
      for (const row of shown.children as HTMLCollectionOf<HTMLElement>) {
        const isInside = row.getBoundingClientRect().bottom <= bottom;
        row.style.visibility = isInside ? '' : 'hidden';
        if (isInside) count++;
      }
      setFitting(count);
    };
    const observer = new ResizeObserver(measure);
    observer.observe(shown);
    observer.observe(frame);
    measure();
    return () => observer.disconnect();
  }, [rows]);
  return { list, fitting };
}
