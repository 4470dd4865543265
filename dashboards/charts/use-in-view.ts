import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

/** As far before and behind the window things are made ready. */
const MARGIN = '25% 0px';

/** Whether an element is in the window or close to it, and whether it ever was; on paper everything is. */
export function useInView<Kind extends Element>(): {
  element: RefObject<Kind | null>;
  isInView: boolean;
  wasInView: boolean;
} {
  const element = useRef<Kind>(null);
  const [isInView, setInView] = useState(false);
  const [wasInView, setWasInView] = useState(false);
  useEffect(() => {
    const { current } = element;
    if (!current) return;
    const seen = (is: boolean) => {
      setInView(is);
      if (is) setWasInView(true);
    };
    const observer = new IntersectionObserver((entries) => seen(entries[entries.length - 1].isIntersecting), {
      rootMargin: MARGIN,
    });
    observer.observe(current);
    const all = () => seen(true);
    window.addEventListener('beforeprint', all);
    return () => {
      observer.disconnect();
      window.removeEventListener('beforeprint', all);
    };
  }, []);
  return { element, isInView, wasInView };
}
