import * as z from 'zod';
import { type SentLabel, type SentMetric, sentLabels, sentMetrics } from '#collector/explore/catalogue.ts';
import { meaningOf } from '#collector/explore/describe.ts';
import { explorer } from '#collector/explore/explore.ts';
import { remember } from '#collector/explore/remember.ts';
import { invalid } from '#collector/http/api-error.ts';
import { cursorOf, limit, toPage } from '#collector/http/paging.ts';
import type { App } from '#collector/http/zod-routes.ts';
import { type Scope, scopeKey } from '#collector/people/caller.ts';
import { Explored, ExploreLabel, ExploreMetric, Question } from '#protocol/explore.ts';
import type { Parts } from './parts.ts';

/** Who types asks at each key; what is sent changes seldom. */
const REMEMBERED_MS = 5_000;
const SCOPES_REMEMBERED = 50;
const LABELS_REMEMBERED = 200;
/** Values that a label is listed with; beyond it a part of the text narrows them. */
const VALUES_LISTED = 500;
const STORED_LISTED = 20_000;
const MOST_BINS = 2_000;
const DAY_MS = 86_400_000;
const LONGEST_MS = 3_660 * DAY_MS;

const Instant = z.int().min(0).max(1e13).describe('UTC milliseconds');
const Metric = Question.shape.metric;
const Text = z.string().max(200).default('');

/** Any metric, any labels, grouped and folded. */
export function exploreRoutes(app: App, { registry, store, sending, kept, limits, nowMs }: Parts): void {
  const { targets, groups, visible } = registry;
  const metricsOf = remember<Promise<SentMetric[]>>({ most: SCOPES_REMEMBERED, forMs: REMEMBERED_MS, nowMs });
  const labelsOf = remember<Promise<SentLabel[]>>({ most: LABELS_REMEMBERED, forMs: REMEMBERED_MS, nowMs });
  const everything = remember<Promise<Map<string, SentMetric>>>({ most: 1, forMs: REMEMBERED_MS, nowMs });
  const explore = explorer({
    store,
    targets,
    groups,
    visible,
    limits,
    rawMs: kept.rawMs,
    nowMs,
    sent: async (metric) => {
      const all = await everything('', async () => {
        const sent = await sentMetrics(sending());
        return new Map(sent.map((each) => [each.metric, each]));
      });
      return all.get(metric);
    },
  });

  app.post(
    '/api/v1/explore',
    {
      config: {
        permission: 'targets.read',
        reads: true,
        summary:
          'Lines of one metric over a span, grouped and folded. It only reads; the question is too long for an address.',
      },
      schema: {
        body: z.strictObject({
          question: Question,
          fromMs: Instant,
          toMs: Instant,
          stepMs: z
            .int()
            .min(0)
            .max(400 * DAY_MS)
            .default(0)
            .describe('width of a bin; 0: chosen by the span'),
          points: z
            .int()
            .min(1)
            .max(MOST_BINS)
            .default(300)
            .describe('bins at most where the step is chosen'),
        }),
        response: { 200: Explored },
      },
    },
    async (request) => {
      const { fromMs, toMs, stepMs } = request.body;
      if (toMs <= fromMs || toMs - fromMs > LONGEST_MS)
        throw invalid('toMs', `must lie after fromMs (${fromMs}) and at most ten years, found ${toMs}`);
      if (stepMs > 0 && (toMs - fromMs) / stepMs > MOST_BINS)
        throw invalid(
          'stepMs',
          `gives more than ${MOST_BINS} bins: at least ${Math.ceil((toMs - fromMs) / MOST_BINS)}`,
        );
      return explore(request.scope, request.body);
    },
  );

  app.get(
    '/api/v1/explore/metrics',
    {
      config: { permission: 'targets.read', summary: 'Metrics that were sent since the collector began.' },
      schema: {
        querystring: z.strictObject({
          text: Text.describe('words of the name, the meaning or the unit'),
          cursor: cursorOf(z.string()),
          limit,
        }),
        response: {
          200: z.strictObject({
            metrics: z.array(ExploreMetric),
            count: z.number().describe('that match the text'),
            next: z.string().nullable(),
          }),
        },
      },
    },
    async (request) => {
      const { text, cursor = '', limit: size } = request.query;
      const { key, seen } = seenBy(request.scope);
      const found = matching(await metricsOf(key, () => sentMetrics(sending(), seen)), text);
      const { items, next } = toPage(
        found.filter(({ metric }) => metric > cursor).slice(0, size + 1),
        size,
        ({ metric }) => metric,
      );
      return {
        metrics: items.map((sent) => ({ ...sent, meaning: meaningOf(sent.metric) ?? null })),
        count: found.length,
        next,
      };
    },
  );

  app.get(
    '/api/v1/explore/labels',
    {
      config: {
        permission: 'targets.read',
        summary: `Labels of a metric with their values, those of most series first, at most ${VALUES_LISTED} a label.`,
      },
      schema: {
        querystring: z.strictObject({
          metric: Metric,
          label: Text.describe('only this one'),
          text: Text.describe('a part of the value'),
        }),
        response: { 200: z.strictObject({ labels: z.array(ExploreLabel) }) },
      },
    },
    async (request) => {
      const { metric, label, text } = request.query;
      const { key, seen } = seenBy(request.scope);
      const labels = await labelsOf(`${key} ${metric}`, async () => {
        const sent = await sentLabels(sending(), metric, seen);
        return sent.length > 0 ? sent : storedLabels(request.scope, metric);
      });
      const wanted = labels.filter((each) => label === '' || each.label === label);
      return { labels: wanted.map((each) => listed(each, text)) };
    },
  );

  /** What is sent is seen by all or by those of some organisations; equal scopes share what was found. */
  function seenBy(scope: Scope): { key: string; seen: ReadonlySet<string> | undefined } {
    return { key: scopeKey(scope), seen: scope.everywhere ? undefined : targets.idsIn(scope) };
  }

  /** Nobody sends it any more: the store may still have it. */
  async function storedLabels(scope: Scope, metric: string): Promise<SentLabel[]> {
    const found = await store.series(visible.restrict(scope, { metric }), STORED_LISTED);
    const labels = new Map<string, SentLabel>();
    for (const series of found) {
      for (const [name, value] of Object.entries(series.labels)) {
        const { values } = labels.get(name) ?? { values: new Map<string, number>() };
        labels.set(name, { label: name, values: values.set(value, (values.get(value) ?? 0) + 1) });
      }
    }
    return [...labels.values()];
  }
}

/** Those that hold every word, in the name, in one of the meanings or as the unit. */
function matching(metrics: readonly SentMetric[], text: string): readonly SentMetric[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return metrics;
  return metrics.filter(({ metric, unit }) => {
    const meaning = meaningOf(metric);
    const all = `${metric} ${unit} ${meaning?.['zh-CN'] ?? ''} ${meaning?.en ?? ''}`.toLowerCase();
    return words.every((word) => all.includes(word));
  });
}

function listed({ label, values }: SentLabel, text: string): z.input<typeof ExploreLabel> {
  const wanted = text.toLowerCase();
  const found = [...values].filter(([value]) => value.toLowerCase().includes(wanted));
  found.sort((one, other) => other[1] - one[1] || one[0].localeCompare(other[0], 'en', { numeric: true }));
  return {
    label,
    count: found.length,
    values: found.slice(0, VALUES_LISTED).map(([value, series]) => ({ value, series })),
  };
}
