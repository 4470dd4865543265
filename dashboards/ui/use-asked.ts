import { useEffect } from 'preact/hooks';
import { withParameters } from '../state/route.ts';
import { useWard } from './context.ts';

/**
 * Runs `open` when the address asks for something, as `?add=1` does, and takes that out of the address again: going
 * back or reloading shall not open it once more.
 */
export function useAsked(name: string, open: (value: string) => void): void {
  const { route } = useWard();
  const value = route.value.search.get(name);
  useEffect(() => {
    if (value === null) return;
    open(value);
    history.replaceState(history.state, '', withParameters(location.hash, { [name]: undefined }));
  }, [value]);
}
