import { useMemo } from 'preact/hooks';
import type { ExploreLabel, ExploreMetric } from '#protocol/explore.ts';
import type { Caller } from '../../api/call.ts';
import { getAll } from '../../api/lists.ts';
import type { Choice } from '../../ui/choose-many.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { type Loaded, useLoad } from '../../ui/use-load.ts';
import { titleOf } from '../../words/metric-words.ts';
import type { Words } from '../../words/words.ts';
import { metricName } from './metric-name.ts';

const KEPT_MS = 15_000;
let kept: { api: Caller; untilMs: number; metrics: Promise<ExploreMetric[]> } | undefined;

/** The metrics that are sent, asked for so often at most, whoever shows them. */
export function useMetrics(): Loaded<ExploreMetric[]> {
  const { api, clock } = useWard();
  return useLoad(() => {
    if (kept && kept.api === api && kept.untilMs > clock.now()) return kept.metrics;
    const metrics = getAll(
      api,
      'explore/metrics',
      (answer: { metrics: ExploreMetric[]; next: string | null }) => answer.metrics,
      { limit: 1_000 },
    );
    kept = { api, untilMs: clock.now() + KEPT_MS, metrics };
    metrics.catch(() => {
      kept = undefined;
    });
    return metrics;
  }, []);
}

/** Metrics as they can be chosen: found by their name in either language, their code and their unit. */
export function useMetricChoices(metrics: readonly ExploreMetric[] | undefined): Choice[] {
  const { words } = useText();
  return useMemo(() => (metrics ?? []).map((metric) => metricChoice(metric, words)), [metrics, words]);
}

function metricChoice({ metric, unit, meaning }: ExploreMetric, words: Words): Choice {
  const title = metricName(words, metric);
  const other = words.language === 'en' ? 'zh-CN' : 'en';
  const said = titleOf(other, metric) ?? meaning?.[other] ?? '';
  const detail = [metric, unit === '1' ? '' : unit, said].filter((each) => each !== '' && each !== title);
  return { value: metric, text: title, detail: detail.join(' · ') };
}

const NO_LABELS: ExploreLabel[] = [];

/** Labels of a metric with their values; empty while they are read and where they cannot be. */
export function useLabels(metric: string): ExploreLabel[] {
  const { api } = useWard();
  const { value } = useLoad(
    async (signal) =>
      metric === ''
        ? NO_LABELS
        : (await api.get<{ labels: ExploreLabel[] }>('explore/labels', { metric }, signal)).labels,
    [metric],
  );
  return value ?? NO_LABELS;
}
