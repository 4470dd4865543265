import * as z from 'zod';
import { notFound } from '#collector/http/api-error.ts';
import { toPage } from '#collector/http/paging.ts';
import type { App } from '#collector/http/zod-routes.ts';
import type { KeptEvent, KeptRecord } from '#collector/inventory/records.ts';
import type { Target } from '#collector/inventory/targets.ts';
import { type Caller, inScope, scopeOf } from '#collector/people/caller.ts';
import type { Permission } from '#collector/people/roles.ts';
import { seriesKey } from '#protocol/sample.ts';
import { ConfigVersionShape } from './configs.ts';
import { EvidenceShape } from './evidence.ts';
import type { Parts } from './parts.ts';
import { pollsShown } from './polls-shown.ts';
import { Series, seriesShown } from './query-shapes.ts';
import { RecordShape } from './records.ts';
import { IdParams } from './shapes.ts';
import { TargetShape } from './targets.ts';

/** Records that the page of a target tells of; a probe, or a part of the device, has its own of each. */
const STATES = ['inventory', 'top_processes', 'neighbours', 'agent_report'] as const;
const RECORDS = 100;
const EVENTS = 20;
const SERIES = 1_000;
const SERIES_LISTED = 20_000;

const Page = z.strictObject({
  target: TargetShape,
  agentVersion: z.string().nullable().describe('of the agent on it; null: none, or not yours to see'),
  series: z
    .array(Series)
    .nullable()
    .describe(`what the store has of it, at most ${SERIES}; null: the store cannot say now`),
  records: z.strictObject({
    inventory: z.array(RecordShape),
    top_processes: z.array(RecordShape),
    neighbours: z.array(RecordShape),
    agent_report: z.array(RecordShape),
  }),
  events: z.strictObject({ records: z.array(RecordShape), next: z.string().nullable() }),
  traps: z.array(RecordShape),
  evidence: z.array(EvidenceShape),
  configs: z.array(ConfigVersionShape).describe('empty as well where configurations are not yours to see'),
});

/** What the page of one target begins with, in one request instead of one for each of its parts. */
export function targetPageRoutes(app: App, parts: Parts): void {
  const { registry, intake, store } = parts;
  const { visible, records, evidence, configs, agents } = registry;
  const polls = pollsShown(parts);

  app.get(
    '/api/v1/targets/:id/page',
    {
      config: {
        permission: 'targets.read',
        summary:
          'What the page of a target begins with: itself, its polls, series, records, events, traps, evidence and configurations, as far as the caller may see each.',
      },
      schema: { params: IdParams, response: { 200: Page } },
    },
    async (request) => {
      const target = visible.see(request.scope, request.params.id);
      if (!target) throw notFound('target', request.params.id);
      const { id, organisation } = target;
      const may = (permission: Permission) =>
        inScope(scopeOf(request.caller as Caller, permission), organisation);
      const [own, states, events, traps, seen, versions, version, series] = await Promise.all([
        polls([id]),
        Promise.all(STATES.map(async (kind) => [kind, await records.list([id], kind, undefined, RECORDS)])),
        records.events(id, undefined, EVENTS + 1, 'event'),
        records.events(id, undefined, RECORDS, 'trap'),
        evidence.ofTarget(id, undefined, {}),
        may('configs.read') ? configs.list(id) : [],
        may('agents.read') ? agentVersion(id) : null,
        // A store that is away shall not take along what the ledger knows.
        seriesOf(target).catch(() => null),
      ]);
      const { items, next } = toPage(events, EVENTS, (event) => event.cursor);
      return {
        target: { ...target, polls: own.get(id) ?? [] },
        agentVersion: version,
        series,
        records: Object.fromEntries(states) as z.input<typeof Page>['records'],
        events: { records: items.map(asRecord), next },
        traps: traps.map(asRecord),
        evidence: seen,
        configs: versions,
      };
    },
  );

  async function agentVersion(target: string): Promise<string | null> {
    const [agent] = await agents.ofTarget(target);
    return (agent && intake.status(agent.id)?.version) ?? null;
  }

  /** As `GET /series` lists them first. */
  async function seriesOf({ id, host }: Target) {
    const found = await store.series({ targets: [id] }, SERIES_LISTED);
    return found
      .map((series) => ({ key: seriesKey(series), series }))
      .sort((a, b) => (a.key < b.key ? -1 : 1))
      .slice(0, SERIES)
      .map(({ series }) => seriesShown(series, host));
  }
}

function asRecord({ cursor: _cursor, ...record }: KeptEvent): KeptRecord {
  return record;
}
