import { useEffect, useState } from 'preact/hooks';

/** Pixels of one rem, which changes with the width of the window. */
export function useRem(): number {
  const [rem, setRem] = useState(measure);
  useEffect(() => {
    const change = (): void => setRem(measure());
    window.addEventListener('resize', change);
    return () => window.removeEventListener('resize', change);
  }, []);
  return rem;
}

function measure(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
}
