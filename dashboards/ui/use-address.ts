import { withParameters } from '../state/route.ts';
import { useWard } from './context.ts';

/** What a page shows, kept in its address: it can be shared, and comes back on return. */
export function useAddress(): {
  search: URLSearchParams;
  /** Without leaving a step behind in the history; undefined and empty take a parameter away. */
  change(parameters: Record<string, string | undefined>): void;
} {
  const { route } = useWard();
  return {
    search: route.value.search,
    change: (parameters) => location.replace(withParameters(location.hash, parameters)),
  };
}
