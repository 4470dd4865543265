import * as z from 'zod';
import { invalid } from '#collector/http/api-error.ts';
import { cursorOf, limit, toPage } from '#collector/http/paging.ts';
import type { App } from '#collector/http/zod-routes.ts';
import { columnsToJson } from '#collector/query/columns-json.ts';
import {
  AGGREGATIONS,
  type Query,
  QueryTooLargeError,
  type Selector,
  type SeriesColumns,
} from '#collector/store/store.ts';
import { seriesKey } from '#protocol/sample.ts';
import type { Parts } from './parts.ts';
import { sendBytes, sendJson, wantsBytes } from './query-reply.ts';
import {
  Columns,
  HOUR_MS,
  Instant,
  Metric,
  Series,
  StepMs,
  seriesShown,
  TARGETS_ASKED,
  Top,
} from './query-shapes.ts';
import { Id, labelsOf, several, withLabels } from './shapes.ts';

/** Series that a list looks at; beyond it one must narrow it by metric, target or label. */
const SERIES_LISTED = 20_000;

const AnyMetric = Metric.or(z.literal(''))
  .optional()
  .transform((metric) => metric || undefined)
  .describe('all metrics when it is left out');
const targets = several(Id, TARGETS_ASKED);
const QueryFields = withLabels({
  metric: Metric,
  target: targets,
  from: Instant.optional(),
  to: Instant.optional(),
  stepMs: z.coerce.number().pipe(StepMs).default(0),
  aggregation: z.enum(AGGREGATIONS).default('avg'),
  top: z.coerce.number().pipe(Top).optional(),
});
const LatestFields = withLabels({ metric: AnyMetric, target: targets });
const SeriesFields = withLabels({
  metric: AnyMetric,
  target: targets,
  cursor: cursorOf(z.string()),
  limit,
});
/** What was measured. Each route sees only the targets of the caller's organisations. */
export function queryRoutes(app: App, { registry, store, limits, nowMs }: Parts): void {
  const { visible } = registry;
  const hostOf = (target: string) => registry.targets.get(target)?.host;

  app.get(
    '/api/v1/query',
    {
      config: {
        permission: 'targets.read',
        summary:
          'Samples of one metric over a span, as JSON, or as columns for `Accept: application/octet-stream`. Labels as `label.<name>=<value>`.',
      },
      schema: { querystring: QueryFields, response: { 200: Columns } },
    },
    async (request, reply) => {
      const { metric, target, from, to = nowMs(), stepMs, aggregation, top } = request.query;
      const fromMs = from ?? to - HOUR_MS;
      if (fromMs >= to) throw invalid('from', `must lie before to (${to}), found ${fromMs}`);
      const selector = visible.restrict(request.scope, {
        metric,
        targets: target.length > 0 ? target : undefined,
        labels: labelsOf(request.query),
      });
      const query: Query = { selector, fromMs, toMs: to, stepMs, aggregation, top };
      if (wantsBytes(request.headers.accept)) {
        return sendBytes(reply, await store.queryBytes(query, limits));
      }
      return sendJson(reply, columnsToJson(await store.query(query, limits), hostOf));
    },
  );

  app.get(
    '/api/v1/latest',
    {
      config: {
        permission: 'targets.read',
        summary: 'The newest sample of each series. Labels as `label.<name>=<value>`.',
      },
      schema: { querystring: LatestFields, response: { 200: Columns } },
    },
    async (request, reply) => {
      const { metric, target } = request.query;
      const selector = visible.restrict(request.scope, {
        metric,
        targets: target.length > 0 ? target : undefined,
        labels: labelsOf(request.query),
      });
      return sendJson(reply, columnsToJson(await latest(selector), hostOf));
    },
  );

  app.get(
    '/api/v1/series',
    {
      config: {
        permission: 'targets.read',
        summary: `Which series there are, at most ${SERIES_LISTED}. Labels as \`label.<name>=<value>\`.`,
      },
      schema: {
        querystring: SeriesFields,
        response: {
          200: z.strictObject({
            series: z.array(Series),
            next: z.string().nullable(),
            truncated: z.boolean().describe('there are more than are listed: narrow the question'),
          }),
        },
      },
    },
    async (request) => {
      const { metric, target, cursor = '', limit: size } = request.query;
      const selector = visible.restrict(request.scope, {
        metric,
        targets: target.length > 0 ? target : undefined,
        labels: labelsOf(request.query),
      });
      const found = await store.series(selector, SERIES_LISTED + 1);
      const behind = found
        .slice(0, SERIES_LISTED)
        .map((series) => ({ key: seriesKey(series), series }))
        .filter(({ key }) => key > cursor)
        .sort((a, b) => (a.key < b.key ? -1 : 1));
      const { items, next } = toPage(behind, size, ({ key }) => key);
      const series = items.map((item) => seriesShown(item.series, hostOf(item.series.target)));
      return { series, next, truncated: found.length > SERIES_LISTED };
    },
  );

  /** A store answers for one metric at a time. */
  async function latest(selector: Partial<Selector>): Promise<SeriesColumns[]> {
    if (selector.metric !== undefined) return store.latest({ ...selector, metric: selector.metric }, limits);
    const known = await store.series(selector, limits.series + 1);
    if (known.length > limits.series) throw new QueryTooLargeError('series', known.length, limits.series);
    const metrics = [...new Set(known.map(({ metric }) => metric))].sort();
    const answers: SeriesColumns[] = [];
    for (const metric of metrics) answers.push(...(await store.latest({ ...selector, metric }, limits)));
    return answers;
  }
}
