import { useEffect, useState } from 'preact/hooks';
import { useWard } from '../../ui/context.ts';
import { isInside } from './page-metrics.ts';

const RENEW_MS = 60_000;
const NONE: readonly string[] = [];

interface SeriesAnswer {
  series: { metric: string }[];
}

/**
 * Metrics that the collector has of a target, for kinds whose probes have some of their own; the same list as before
 * while nothing is new. Nobody is told when they cannot be read: the page shows what it knows by itself.
 */
export function useNamedMetrics(target: string, kind: string): readonly string[] {
  const { api } = useWard();
  const [named, setNamed] = useState(NONE);
  useEffect(() => {
    if (!isInside(kind)) return;
    const abort = new AbortController();
    const read = () =>
      api.get<SeriesAnswer>('series', { target, limit: '1000' }, abort.signal).then(
        ({ series }) => {
          const found = [...new Set(series.map(({ metric }) => metric))].sort();
          setNamed((before) => (before.join() === found.join() ? before : found));
        },
        () => {},
      );
    void read();
    const timer = setInterval(read, RENEW_MS);
    return () => {
      abort.abort();
      clearInterval(timer);
    };
  }, [target, kind]);
  return named;
}
