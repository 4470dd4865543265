import * as z from 'zod';
import { ApiError, conflict, invalid, notFound } from '#collector/http/api-error.ts';
import { cursorOf, limit, toPage } from '#collector/http/paging.ts';
import type { App } from '#collector/http/zod-routes.ts';
import { inScope, type Scope } from '#collector/people/caller.ts';
import type { Credential } from '#collector/polling/credentials.ts';
import { CREDENTIAL_KINDS } from '#protocol/credential.ts';
import type { Parts } from './parts.ts';
import { Id, IdParams, line, NoContent } from './shapes.ts';

const Fields = z
  .record(z.string(), z.unknown())
  .describe(
    [
      '`snmp`: version `1` or `2c` with community; or version `3` with user, level, auth, auth_password, priv,',
      'priv_password, context. `ssh`: user with password, or with private_key and passphrase. `modbus`: none.',
      '`password`: password, with user where there is one. `token`: token. `secrets`: secrets, a map of named values',
    ].join(' '),
  );
const CredentialShape = z.strictObject({
  id: z.string(),
  organisation: z.string(),
  name: z.string(),
  kind: z.enum(CREDENTIAL_KINDS),
  fields: z.record(z.string(), z.unknown()).describe('without the secrets'),
  sealed: z.array(z.string()).describe('names of the secrets that are kept; nothing shows them again'),
  uses: z.number().describe('polls that use it'),
  revision: z.number(),
  changedBy: z.string(),
  changedAtMs: z.number(),
});

/** What opens devices. Secrets come in here and never go out again, but sealed for the agent that needs them. */
export function credentialRoutes(app: App, { registry }: Parts): void {
  const { credentials, organisations } = registry;

  app.get(
    '/api/v1/credentials',
    {
      config: { permission: 'credentials.read', summary: 'Credentials without their secrets.' },
      schema: {
        querystring: z.strictObject({ cursor: cursorOf(z.string()), limit }),
        response: {
          200: z.strictObject({ credentials: z.array(CredentialShape), next: z.string().nullable() }),
        },
      },
    },
    async (request) => {
      const { cursor = '', limit: size } = request.query;
      const found = await credentials.list(request.scope, cursor, size + 1);
      const { items, next } = toPage(found, size, ({ id }) => id);
      const uses = await credentials.uses(items.map(({ id }) => id));
      return { credentials: items.map((each) => ({ ...each, uses: uses.get(each.id) ?? 0 })), next };
    },
  );

  app.post(
    '/api/v1/credentials',
    {
      config: { permission: 'credentials.write', summary: 'Keeps a credential; its secrets are sealed.' },
      schema: {
        body: z.strictObject({
          organisation: Id.optional(),
          name: line(100).min(1),
          kind: z.enum(CREDENTIAL_KINDS),
          fields: Fields,
        }),
        response: { 201: CredentialShape },
      },
    },
    async (request, reply) => {
      const { organisation: wanted, ...given } = request.body;
      const organisation = await organisations.choose(request.scope, wanted);
      if (organisation === undefined) throw invalid('organisation', 'not one in which you may do this');
      const made = await ofFields(credentials.create(request.actor, { ...given, organisation }));
      return reply.code(201).send({ ...refuseTaken(made, given.name), uses: 0 });
    },
  );

  app.put(
    '/api/v1/credentials/:id',
    {
      config: {
        permission: 'credentials.write',
        summary: 'Changes a credential; secrets that are left out stay. Agents get it within an interval.',
      },
      schema: {
        params: IdParams,
        body: z.strictObject({ name: line(100).min(1), fields: Fields }),
        response: { 200: CredentialShape },
      },
    },
    async (request) => {
      const { id } = await see(request.scope, request.params.id);
      const changed = await ofFields(credentials.change(request.actor, id, request.body));
      if (!changed) throw notFound('credential', id);
      const uses = await credentials.uses([id]);
      return { ...refuseTaken(changed, request.body.name), uses: uses.get(id) ?? 0 };
    },
  );

  app.delete(
    '/api/v1/credentials/:id',
    {
      config: {
        permission: 'credentials.write',
        summary: 'Removes a credential that nothing uses; 409 names what does.',
      },
      schema: { params: IdParams, response: { 204: NoContent } },
    },
    async (request, reply) => {
      const credential = await see(request.scope, request.params.id);
      const inUse = await credentials.remove(request.actor, credential);
      if (inUse) {
        const names = inUse.targets.join(', ') + (inUse.count > inUse.targets.length ? ' …' : '');
        const message = `it opens ${inUse.count} targets: ${names}; give them another one first`;
        throw conflict('credential_in_use', message, { ...inUse });
      }
      return reply.code(204).send();
    },
  );

  async function see(scope: Scope, id: string): Promise<Credential> {
    const credential = await credentials.get(id);
    if (!credential || !inScope(scope, credential.organisation)) throw notFound('credential', id);
    return credential;
  }
}

/** What is wrong with the fields of a credential is told by its place in the body. */
export async function ofFields<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    const issues = error.issues.map(({ path, message }) => ({
      field: ['fields', ...path.map(String)].join('.'),
      message,
    }));
    const [first] = issues;
    throw new ApiError(400, 'invalid', `${first?.field}: ${first?.message}`, { in: 'body', issues });
  }
}

export function refuseTaken(made: Credential | 'name_taken', name: string): Credential {
  if (made === 'name_taken')
    throw conflict('name_taken', `the organisation already has a credential ${name}; choose another name`);
  return made;
}
