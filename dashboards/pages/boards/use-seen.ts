import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** Asked for a little before one scrolls to it. */
const MARGIN = '200px';

/** Whether an element is in the window: what nobody sees asks for nothing. */
export function useSeen(element: RefObject<HTMLElement | null>): boolean {
  const [isSeen, setSeen] = useState(false);
  useEffect(() => {
    if (!element.current) return;
    const watched = new IntersectionObserver(
      (entries) => setSeen(entries[entries.length - 1].isIntersecting),
      {
        rootMargin: MARGIN,
      },
    );
    watched.observe(element.current);
    return () => watched.disconnect();
  }, []);
  return isSeen;
}
