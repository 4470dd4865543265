import * as z from 'zod';
import { nextPlanned } from '#collector/contacts/drill-plan.ts';
import { conflict, forbidden, invalid, notFound } from '#collector/http/api-error.ts';
import { cursorOf, limit, toPage } from '#collector/http/paging.ts';
import type { App } from '#collector/http/zod-routes.ts';
import { EVERYWHERE, inScope, type Scope } from '#collector/people/caller.ts';
import { DEFAULT_ORGANISATION, DEFAULT_ZONE } from '#collector/people/organisations.ts';
import { Drill, DrillPlan, DrillReport } from '#protocol/drill.ts';
import type { Parts } from './parts.ts';
import { Id, IdParams } from './shapes.ts';

const OrganisationId = z.union([z.literal(EVERYWHERE), Id]).describe('`*`: what all organisations share');
const Plan = z.strictObject({
  organisation: z.string(),
  plan: DrillPlan,
  nextAtMs: z.number().nullable().describe('null: none is planned'),
});

/** Drills: that every channel and every contact can be reached is proven month by month, and by hand. */
export function drillRoutes(app: App, { registry, drills, nowMs }: Parts): void {
  const { organisations, calendars } = registry;

  app.get(
    '/api/v1/drills',
    {
      config: { permission: 'contacts.read', summary: 'Drills, newest first.' },
      schema: {
        querystring: z.strictObject({ cursor: cursorOf(z.tuple([z.number(), z.string()])), limit }),
        response: { 200: z.strictObject({ drills: z.array(Drill), next: z.string().nullable() }) },
      },
    },
    async (request) => {
      const { cursor, limit: size } = request.query;
      const found = await drills.list(request.scope, cursor, size + 1);
      const { items, next } = toPage(found, size, (drill) => [drill.begunAtMs, drill.id]);
      return { drills: items, next };
    },
  );

  app.get(
    '/api/v1/drills/:id',
    {
      config: {
        permission: 'contacts.read',
        summary: 'A drill: who was told, who has answered and who not.',
      },
      schema: { params: IdParams, response: { 200: DrillReport } },
    },
    async (request) => {
      const report = await drills.report(request.params.id);
      if (!report || !inScope(request.scope, report.organisation)) throw notFound('drill', request.params.id);
      return report;
    },
  );

  app.post(
    '/api/v1/drills',
    {
      config: { permission: 'contacts.write', summary: 'Begins a drill now.' },
      schema: { body: z.strictObject({ organisation: OrganisationId }), response: { 201: Drill } },
    },
    async (request, reply) => {
      const { organisation } = request.body;
      await refuseUnlessWritable(request.scope, organisation);
      const begun = await drills.begin(request.actor, organisation);
      if (begun === 'running')
        throw conflict('drill_running', 'a drill of this organisation is running; its end has to come first');
      if (begun === 'nobody')
        throw conflict('drill_without_calls', 'this organisation has no channel and no contact to call');
      drills.wake();
      return reply.code(201).send(begun);
    },
  );

  app.get(
    '/api/v1/drill-plans/:organisation',
    {
      config: { permission: 'contacts.read', summary: 'When an organisation drills by itself.' },
      schema: { params: z.strictObject({ organisation: OrganisationId }), response: { 200: Plan } },
    },
    async (request) => {
      const { organisation } = request.params;
      if (!inScope(request.scope, organisation) || !(await isThere(organisation)))
        throw notFound('organisation', organisation);
      return show(organisation);
    },
  );

  app.put(
    '/api/v1/drill-plans/:organisation',
    {
      config: { permission: 'contacts.write', summary: 'Plans the drills of an organisation.' },
      schema: {
        params: z.strictObject({ organisation: OrganisationId }),
        body: DrillPlan,
        response: { 200: Plan },
      },
    },
    async (request) => {
      const { organisation } = request.params;
      await refuseUnlessWritable(request.scope, organisation);
      await drills.putPlan(request.actor, organisation, request.body);
      return show(organisation);
    },
  );

  async function show(organisation: string): Promise<z.input<typeof Plan>> {
    const plan = await drills.planOf(organisation);
    const own = organisation === EVERYWHERE ? DEFAULT_ORGANISATION : organisation;
    const zone = (await organisations.get(own))?.zone ?? DEFAULT_ZONE;
    return { organisation, plan, nextAtMs: nextPlanned(plan, zone, calendars.of(organisation), nowMs()) };
  }

  async function refuseUnlessWritable(scope: Scope, organisation: string): Promise<void> {
    if (!inScope(scope, organisation))
      throw forbidden('you may not drill this organisation', { permission: 'contacts.write' });
    if (!(await isThere(organisation)))
      throw invalid('organisation', `there is no organisation ${organisation}`);
  }

  async function isThere(organisation: string): Promise<boolean> {
    return organisation === EVERYWHERE || (await organisations.get(organisation)) !== undefined;
  }
}
