import type { FastifyReply } from 'fastify';
import * as z from 'zod';
import { invalid } from '#collector/http/api-error.ts';
import { cursorOf, limit, toPage } from '#collector/http/paging.ts';
import type { App } from '#collector/http/zod-routes.ts';
import { columnsToJson, withHost } from '#collector/query/columns-json.ts';
import {
  AGGREGATIONS,
  type Query,
  QueryTooLargeError,
  type Selector,
  type SeriesColumns,
} from '#collector/store/store.ts';
import { METRIC_NAME } from '#protocol/metric.ts';
import { seriesKey } from '#protocol/sample.ts';
import type { Parts } from './parts.ts';
import { Id, labelsOf, several, withLabels } from './shapes.ts';

const HOUR_MS = 3_600_000;
/** Series that a list looks at; beyond it one must narrow it by metric, target or label. */
const SERIES_LISTED = 20_000;
const TARGETS_ASKED = 5_000;

const Metric = z.string().regex(METRIC_NAME, 'not of the form subject.field');
const AnyMetric = Metric.or(z.literal(''))
  .optional()
  .transform((metric) => metric || undefined)
  .describe('all metrics when it is left out');
const Labels = z.record(z.string(), z.string());
const Columns = z.strictObject({
  series: z.array(
    z.strictObject({
      target: z.string(),
      metric: z.string(),
      labels: Labels,
      timesMs: z.array(z.number()),
      values: z.array(z.number().nullable()).describe('null: asked, and not read'),
    }),
  ),
});
const instant = z
  .string()
  .max(40)
  .transform((text, context): number => {
    const timeMs = /^\d+$/.test(text) ? Number(text) : Date.parse(text);
    if (timeMs >= 0 && timeMs < 1e13) return timeMs;
    context.addIssue({
      code: 'custom',
      message: 'neither UTC milliseconds nor a time such as 2030-01-02T03:04:05Z',
    });
    return z.NEVER;
  })
  .describe('UTC milliseconds, or ISO 8601');

const targets = several(Id, TARGETS_ASKED);
const QueryFields = withLabels({
  metric: Metric,
  target: targets,
  from: instant.optional(),
  to: instant.optional(),
  stepMs: z.coerce
    .number()
    .int()
    .min(0)
    .max(400 * 24 * HOUR_MS)
    .default(0)
    .describe('0: the samples as they are'),
  aggregation: z.enum(AGGREGATIONS).default('avg'),
  top: z.coerce
    .number()
    .int()
    .min(1)
    .max(1_000)
    .optional()
    .describe('only the n series with the highest aggregate'),
});
const LatestFields = withLabels({ metric: AnyMetric, target: targets });
const SeriesFields = withLabels({
  metric: AnyMetric,
  target: targets,
  cursor: cursorOf(z.string()),
  limit,
});
const Series = z.strictObject({
  target: z.string(),
  metric: z.string(),
  labels: Labels,
  kind: z.enum(['gauge', 'counter', 'state']),
  unit: z.string(),
  intervalMs: z.number(),
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
      const series = items.map((item) => ({
        target: item.series.target,
        metric: item.series.metric,
        labels: withHost(item.series.labels, hostOf(item.series.target)),
        kind: item.series.kind,
        unit: item.series.unit,
        intervalMs: item.series.intervalMs,
      }));
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

/** True when the bytes are named before JSON. */
function wantsBytes(accept: string | undefined): boolean {
  const [first] = (accept ?? '').split(',');
  return first.trim().startsWith('application/octet-stream');
}

/** Bytes pass as they came from the store. */
function sendBytes(reply: FastifyReply, bytes: Uint8Array): FastifyReply {
  return reply
    .type('application/octet-stream')
    .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}

/** These bytes are JSON already; what describes the answer in the reference is not asked to write it again. */
function sendJson(reply: FastifyReply, json: Buffer): FastifyReply {
  return reply.type('application/json; charset=utf-8').send(json);
}
