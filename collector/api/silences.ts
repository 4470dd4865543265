import * as z from 'zod';
import { checkMatch } from '#collector/contacts/check-match.ts';
import { conflict, invalid, limitReached, notFound } from '#collector/http/api-error.ts';
import { cursorOf, limit, toCursor } from '#collector/http/paging.ts';
import type { App } from '#collector/http/zod-routes.ts';
import { FULL_SCOPE, inScope, type Scope } from '#collector/people/caller.ts';
import { refuseToRewrite } from '#collector/silences/check-change.ts';
import { checkTimes, WantedTimes } from '#collector/silences/check-times.ts';
import { SILENCES_PER_ORGANISATION, type SilenceFields } from '#collector/silences/silences.ts';
import { hasBegun } from '#collector/silences/windows.ts';
import { breathe } from '#collector/threads/breathe.ts';
import type { AlertMatch } from '#protocol/alert-match.ts';
import { Silence } from '#protocol/silence.ts';
import type { Parts } from './parts.ts';
import { Id, IdParams, line, NoContent } from './shapes.ts';
import { silenceWindowRoutes } from './silence-windows.ts';

const STATES = ['active', 'coming', 'ended'] as const;
const Kind = Silence.shape.kind;

const Fields = z.strictObject({
  kind: Kind,
  name: line(200).min(1),
  match: Silence.shape.match,
  times: WantedTimes,
  comment: Silence.shape.comment,
});
const Entry = z.strictObject({
  silence: Silence,
  state: z.enum(STATES).describe('holds now, is to come (again), or is over'),
  untilMs: z
    .number()
    .nullable()
    .describe('end of the window that holds; null: none does, or nobody has said'),
  nextMs: z.number().nullable().describe('when the next window begins; null: one holds, or none will come'),
  deletable: z.boolean().describe('it has never held'),
});

/** Silences and planned work. */
export function silenceRoutes(app: App, parts: Parts): void {
  const { registry, silences, rules, nowMs } = parts;
  const { organisations, targets, groups } = registry;

  app.get(
    '/api/v1/silences',
    {
      config: { permission: 'alerts.read', summary: 'Silences and planned work, newest first.' },
      schema: {
        querystring: z.strictObject({
          state: z
            .enum([...STATES, 'standing'])
            .optional()
            .describe('`standing`: not over'),
          kind: Kind.optional(),
          cursor: cursorOf(z.tuple([z.number(), z.string()])),
          limit,
        }),
        response: { 200: z.strictObject({ silences: z.array(Entry), next: z.string().nullable() }) },
      },
    },
    async (request) => {
      const { state, kind, cursor = null, limit: size } = request.query;
      const filter = { kind, ended: state && state === 'ended' };
      const page = await silences.list(request.scope, filter, cursor, size, nowMs());
      const shown: z.input<typeof Entry>[] = [];
      for (const [index, silence] of page.silences.entries()) {
        if (index % 20 === 19) await breathe();
        shown.push(show(silence));
      }
      return {
        // One that comes again may hold now: the ledger does not know.
        silences: state && state !== 'standing' ? shown.filter((each) => each.state === state) : shown,
        next: page.next && toCursor(page.next),
      };
    },
  );

  app.get(
    '/api/v1/silences/:id',
    {
      config: { permission: 'alerts.read', summary: 'One silence.' },
      schema: { params: IdParams, response: { 200: Entry } },
    },
    async (request) => show(await see(request.scope, request.params.id)),
  );

  app.post(
    '/api/v1/silences',
    {
      config: {
        permission: 'silences.write',
        summary: 'Nobody is called for what it matches while it holds; as planned work that is no downtime.',
      },
      schema: { body: Fields.extend({ organisation: Id }), response: { 201: Entry } },
    },
    async (request, reply) => {
      const { organisation, ...wanted } = request.body;
      if (!inScope(request.scope, organisation) || !(await organisations.get(organisation)))
        throw invalid('organisation', `there is no organisation ${organisation} in which you may do this`);
      const found = silences.countIn(organisation, nowMs());
      if (found >= SILENCES_PER_ORGANISATION)
        throw limitReached('silences', { found, allowed: SILENCES_PER_ORGANISATION }, 'end one first');
      const fields = await check(organisation, wanted);
      reply.code(201);
      return show(await silences.create(request.actor, organisation, fields, nowMs()));
    },
  );

  app.put(
    '/api/v1/silences/:id',
    {
      config: {
        permission: 'silences.write',
        summary: 'Changes one; what has held already keeps what it matches and when it began.',
      },
      schema: { params: IdParams, body: Fields, response: { 200: Entry } },
    },
    async (request) => {
      const before = await standing(request.scope, request.params.id);
      const began = hasBegun(before, nowMs(), silences.clockOf(before.organisation));
      const wanted = await check(before.organisation, request.body);
      const fields = began ? withBegin(wanted, before.times.fromMs) : wanted;
      if (began) refuseToRewrite(before, fields);
      return show(await silences.change(request.actor, before, fields));
    },
  );

  app.post(
    '/api/v1/silences/:id/end',
    {
      config: {
        permission: 'silences.write',
        summary: 'Ends one now; what still fires is told, and what it covered stays on record.',
      },
      schema: { params: IdParams, response: { 200: Entry } },
    },
    async (request) =>
      show(await silences.end(request.actor, await standing(request.scope, request.params.id), nowMs())),
  );

  app.delete(
    '/api/v1/silences/:id',
    {
      config: { permission: 'silences.write', summary: 'Removes one that has never held.' },
      schema: { params: IdParams, response: { 204: NoContent } },
    },
    async (request, reply) => {
      const silence = await see(request.scope, request.params.id);
      if (hasBegun(silence, nowMs(), silences.clockOf(silence.organisation)))
        throw conflict('has_begun', 'it has held already and stays on record; end it instead');
      await silences.remove(request.actor, silence);
      reply.code(204);
    },
  );

  silenceWindowRoutes(app, parts, checkNames);

  function show(silence: Silence): z.input<typeof Entry> {
    const deletable = !hasBegun(silence, nowMs(), silences.clockOf(silence.organisation));
    return { silence, ...silences.standing(silence, nowMs()), deletable };
  }

  async function see(scope: Scope, id: string): Promise<Silence> {
    const silence = await silences.get(scope, id);
    if (!silence) throw notFound('silence', id);
    return silence;
  }

  /** One that is not over. */
  async function standing(scope: Scope, id: string): Promise<Silence> {
    const silence = await see(scope, id);
    if (silences.standing(silence, nowMs()).state === 'ended')
      throw conflict('over', 'it is over; make another');
    return silence;
  }

  async function check(organisation: string, wanted: z.output<typeof Fields>): Promise<SilenceFields> {
    await checkNames(organisation, wanted.match);
    const { zone } = silences.clockOf(organisation);
    return { ...wanted, times: checkTimes(wanted.times, nowMs(), zone) };
  }

  async function checkNames(organisation: string, match: AlertMatch): Promise<void> {
    await checkMatch(match, organisation, {
      target: (id) => targets.get(id)?.organisation,
      group: (id) => groups.get(FULL_SCOPE, id)?.organisation,
      rule: async (id) => (await rules.get(FULL_SCOPE, id))?.rule.organisation,
    });
  }
}

/** What has begun began when it did. */
function withBegin(fields: SilenceFields, fromMs: number): SilenceFields {
  return { ...fields, times: { ...fields.times, fromMs } };
}
