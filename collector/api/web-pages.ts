import * as z from 'zod';
import type { App } from '#collector/http/zod-routes.ts';
import type { NewestValue } from '#collector/live/live-catalog.ts';
import { type PollState, PROBE_STATE, pollStates } from '#collector/polling/poll-states.ts';
import { pageTrails } from '#collector/web/page-trails.ts';
import { targetUptimes } from '#collector/web/page-uptimes.ts';
import { pageStates, siteColumnStates } from '#protocol/vocabulary/web.ts';
import { wordOf } from '#protocol/vocabulary/word-of-state.ts';
import type { Parts } from './parts.ts';
import { PlaceShape, seenTargets, TargetFilter } from './seen-targets.ts';

/** What is not worked out by then is told the next time. */
const WAIT_MS = 4_000;
const MOST_PAGES = 2_000;
/** Probes that ask pages and interfaces. */
const PAGE_PROBES = ['http', 'site', 'certificate'];

const at = z.number().nullable();
const PageShape = z.strictObject({
  ...PlaceShape,
  address: z.string(),
  state: z
    .string()
    .nullable()
    .describe('of the page: ok, altered, wrong_status …; null where nothing answered'),
  statusCode: at,
  responseSeconds: at,
  trail: z
    .strictObject({ fromMs: z.number(), stepMs: z.number(), values: z.array(at) })
    .nullable()
    .describe('response times of the last 24 hours, averages in seconds'),
  alteredPercent: at,
  columnsMissing: at,
  columns: z
    .array(z.strictObject({ name: z.string(), state: z.string() }))
    .describe('main columns that are not as expected'),
  brokenLinks: at,
  atMs: at.describe('of the newest answer'),
  failing: z
    .strictObject({ probe: z.string(), state: z.string(), sentence: z.string(), sinceMs: at })
    .nullable()
    .describe('what is wrong with it now, as the probe says it'),
  available30: z
    .strictObject({ share: at, downMs: z.number(), unknownMs: z.number() })
    .nullable()
    .describe('of the last 30 days, planned work left out; null while it is worked out'),
  lastOutage: z
    .strictObject({ alert: z.string(), rule: z.string(), fromMs: z.number(), toMs: z.number() })
    .nullable()
    .describe('within 30 days'),
});

/** All pages and interfaces: whether they answer, how fast, and whether they are whole. */
export function webPageRoutes(app: App, parts: Parts): void {
  const { registry, polling, silences, rules, store, limits, newest, nowMs } = parts;
  const { targets, polls, records, sql } = registry;
  const { find, placer } = seenTargets(registry);
  const trails = pageTrails({ query: store.query.bind(store), limits, nowMs });
  const uptimes = targetUptimes({ sql, silences, rules, targets, nowMs });

  app.get(
    '/api/v1/pages',
    {
      config: {
        permission: 'targets.read',
        summary: `All pages and interfaces, at most ${MOST_PAGES}, with the last 24 hours and 30 days.`,
      },
      schema: {
        querystring: TargetFilter,
        response: {
          200: z.strictObject({
            pages: z.array(PageShape),
            waiting: z.int().describe('pages whose history is still being read: ask again'),
            truncated: z.boolean().describe('there are more: narrow the question'),
          }),
        },
      },
    },
    async ({ query, scope }) => {
      const all = find(scope, query);
      const ids = new Set(all.map(({ id }) => id));
      const telling = new Set<string>();
      for (const metric of ['http_response.response_time', 'page.state', 'site.pages'])
        for (const { target } of newest(metric, ids)) telling.add(target);
      const found = all.filter(({ id, kind }) => kind === 'page' || telling.has(id));
      const shown = found.slice(0, MOST_PAGES);
      const shownIds = shown.map(({ id }) => id);
      const [trail, uptime, states] = await Promise.all([
        trails.get(shownIds, WAIT_MS),
        uptimes.get(shownIds, WAIT_MS),
        statesOf(shownIds),
      ]);
      const place = placer(scope);
      const value = readerOf(newest, new Set(shownIds));
      const pages = shown.map(({ id, address }) => {
        const up = uptime.values.get(id);
        return {
          ...place(id),
          address,
          state: wordOf(pageStates, value('page.state', id)?.value),
          statusCode: value('http_response.http_response_code', id)?.value ?? null,
          responseSeconds: value('http_response.response_time', id)?.value ?? null,
          trail: trail.values.get(id) ?? null,
          alteredPercent: value('page.altered_percent', id)?.value ?? null,
          columnsMissing: value('site.columns_missing', id)?.value ?? null,
          columns: value.all('site.column_state', id).flatMap(({ labels, value: code }) => {
            const state = wordOf(siteColumnStates, code);
            return state === null || state === 'ok' ? [] : [{ name: labels.column ?? '', state }];
          }),
          brokenLinks: value('site.broken_links', id)?.value ?? null,
          atMs: (value('http_response.response_time', id) ?? value('site.pages', id))?.timeMs ?? null,
          failing: failingOf(states.get(id) ?? []),
          available30: up ? { share: up.share, downMs: up.downMs, unknownMs: up.unknownMs } : null,
          lastOutage: up?.last ?? null,
        };
      });
      return {
        pages,
        waiting: Math.max(trail.waiting, uptime.waiting),
        truncated: found.length > MOST_PAGES,
      };
    },
  );

  function statesOf(ids: readonly string[]): Promise<Map<string, PollState[]>> {
    const { plan, unreadable } = polling;
    const newestStates = (of: ReadonlySet<string>) => newest(PROBE_STATE, of);
    return pollStates({ targets, polls, records, plan, unreadable, newest: newestStates, nowMs }, ids);
  }
}

/** The probe that asks the page itself is told before what looks at the whole site or the certificate. */
function failingOf(states: readonly PollState[]) {
  const wrong = states
    .filter(({ probe, state, trouble }) => PAGE_PROBES.includes(probe) && (trouble ?? state ?? 'ok') !== 'ok')
    .sort((one, other) => PAGE_PROBES.indexOf(one.probe) - PAGE_PROBES.indexOf(other.probe));
  const [first] = wrong;
  if (!first) return null;
  const { probe, state, trouble, sentence, sinceMs, stateAtMs } = first;
  return { probe, state: trouble ?? state ?? '', sentence, sinceMs: sinceMs ?? stateAtMs };
}

/** Reads each metric once for all targets, when it is first asked for. */
function readerOf(newest: Parts['newest'], ids: ReadonlySet<string>) {
  const metrics = new Map<string, Map<string, NewestValue[]>>();
  const all = (metric: string, target: string): readonly NewestValue[] => {
    let known = metrics.get(metric);
    if (!known) {
      known = Map.groupBy(newest(metric, ids), (value) => value.target);
      metrics.set(metric, known);
    }
    return known.get(target) ?? [];
  };
  const value = (metric: string, target: string): NewestValue | undefined => all(metric, target)[0];
  return Object.assign(value, { all });
}
