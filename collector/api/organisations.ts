import * as z from 'zod';
import { conflict, notFound } from '#collector/http/api-error.ts';
import type { App } from '#collector/http/zod-routes.ts';
import { inScope } from '#collector/people/caller.ts';
import { DEFAULT_ZONE, isZone } from '#collector/people/organisations.ts';
import type { Parts } from './parts.ts';
import { IdParams, Language, line, NoContent, Organisation } from './shapes.ts';

const Zone = z.string().max(64).refine(isZone, 'not an IANA zone such as Asia/Shanghai');
const fields = { name: line(100).min(1), zone: Zone, language: Language };
const NewOrganisation = z.strictObject({
  name: fields.name,
  zone: Zone.default(DEFAULT_ZONE),
  language: Language.default('zh-CN'),
});
const Change = z.strictObject(fields).partial();

/** Organisations: tenants whose targets, people and reports are seen apart. */
export function organisationRoutes(app: App, { registry }: Parts): void {
  const { sql, organisations, audit } = registry;

  app.get(
    '/api/v1/organisations',
    {
      config: { permission: 'organisations.read', summary: 'The caller’s organisations, by name.' },
      schema: { response: { 200: z.strictObject({ organisations: z.array(Organisation) }) } },
    },
    async (request) => ({ organisations: await organisations.list(request.scope) }),
  );

  app.post(
    '/api/v1/organisations',
    {
      config: { permission: 'organisations.write', everywhere: true, summary: 'Makes an organisation.' },
      schema: { body: NewOrganisation, response: { 201: Organisation } },
    },
    async (request, reply) => {
      const made = await sql.transaction(async () => {
        const organisation = await organisations.create(request.body);
        if (!organisation) throw nameTaken(request.body.name);
        await audit.write(request.actor, {
          action: 'organisation.create',
          object: `organisation:${organisation.id}`,
          organisation: organisation.id,
          after: organisation,
        });
        return organisation;
      });
      organisations.changed(made);
      return reply.code(201).send(made);
    },
  );

  app.patch(
    '/api/v1/organisations/:id',
    {
      config: { permission: 'organisations.write', summary: 'Changes name, zone or language.' },
      schema: { params: IdParams, body: Change, response: { 200: Organisation } },
    },
    async (request) => {
      const { id } = request.params;
      const before = inScope(request.scope, id) ? await organisations.get(id) : undefined;
      if (!before) throw notFound('organisation', id);
      const after = { ...before, ...request.body };
      await sql.transaction(async () => {
        if (!(await organisations.change(id, after))) throw nameTaken(after.name);
        await audit.write(request.actor, {
          action: 'organisation.change',
          object: `organisation:${id}`,
          organisation: id,
          before,
          after,
        });
      });
      organisations.changed(after);
      return after;
    },
  );

  app.delete(
    '/api/v1/organisations/:id',
    {
      config: {
        permission: 'organisations.write',
        everywhere: true,
        summary: 'Removes one that has nothing left.',
      },
      schema: { params: IdParams, response: { 204: NoContent } },
    },
    async (request, reply) => {
      const { id } = request.params;
      const before = await organisations.get(id);
      if (!before) throw notFound('organisation', id);
      await sql.transaction(async () => {
        if (!(await organisations.remove(id))) {
          throw conflict(
            'not_empty',
            'the organisation has credentials, contacts, teams or routes, or has had targets, agents or keys; its history needs it',
          );
        }
        await audit.write(request.actor, {
          action: 'organisation.remove',
          object: `organisation:${id}`,
          organisation: id,
          before,
        });
      });
      return reply.code(204).send();
    },
  );
}

function nameTaken(name: string) {
  return conflict('name_taken', `there is an organisation ${name} already`);
}
