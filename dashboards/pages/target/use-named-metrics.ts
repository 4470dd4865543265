import { useEffect, useState } from 'preact/hooks';
import { useWard } from '../../ui/context.ts';
import type { FirstAnswers } from './first-answers.ts';
import type { NamedMetric } from './pushed-panels.ts';

const RENEW_MS = 60_000;

interface SeriesAnswer {
  series: NamedMetric[];
}

/**
 * Metrics that the collector has of a target; the same list as before while nothing is new, undefined before the first
 * answer. Nobody is told when they cannot be read: the page shows what it knows by itself.
 */
export function useNamedMetrics(target: string, first: FirstAnswers): readonly NamedMetric[] | undefined {
  const { api } = useWard();
  const [named, setNamed] = useState<readonly NamedMetric[]>();
  useEffect(() => {
    const abort = new AbortController();
    const alone = async () =>
      (await api.get<SeriesAnswer>('series', { target, limit: '1000' }, abort.signal)).series;
    const take = (reading: Promise<NamedMetric[]>) =>
      reading.then(
        (series) => !abort.signal.aborted && setNamed((before) => unlessSame(before, series)),
        () => !abort.signal.aborted && setNamed((before) => before ?? []),
      );
    void take(first.take(({ series }) => series, alone));
    const timer = setInterval(() => take(alone()), RENEW_MS);
    return () => {
      abort.abort();
      clearInterval(timer);
    };
  }, [target, first]);
  return named;
}

function unlessSame(
  before: readonly NamedMetric[] | undefined,
  series: readonly NamedMetric[],
): readonly NamedMetric[] {
  const byName = new Map<string, NamedMetric>();
  for (const { metric, unit, kind } of series)
    if (!byName.has(metric)) byName.set(metric, { metric, unit, kind });
  const found = [...byName.values()].sort((a, b) => (a.metric < b.metric ? -1 : 1));
  const same =
    before?.length === found.length && found.every(({ metric }, at) => before[at].metric === metric);
  return same && before ? before : found;
}
