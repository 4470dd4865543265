import * as z from 'zod';
import { conflict, forbidden, invalid, notFound } from '#collector/http/api-error.ts';
import { cursorOf, limit, toPage } from '#collector/http/paging.ts';
import type { App } from '#collector/http/zod-routes.ts';
import {
  EVERYWHERE,
  inScope,
  type Membership as MembershipOf,
  type Scope,
} from '#collector/people/caller.ts';
import type { Person } from '#collector/people/persons.ts';
import type { Parts } from './parts.ts';
import { refuseBadPassword } from './session.ts';
import { IdParams, Language, line, Membership, NoContent } from './shapes.ts';

const Memberships = z.array(Membership).max(200);
const fields = {
  displayName: line(100),
  language: Language,
  memberships: Memberships,
};
const PersonShape = z.strictObject({
  id: z.string(),
  name: z.string(),
  ...fields,
  mustChangePassword: z.boolean(),
  disabledAtMs: z.number().nullable(),
  createdAtMs: z.number(),
});
const NewPerson = z.strictObject({
  name: z
    .string()
    .regex(
      /^[\p{L}\p{Nd}][\p{L}\p{Nd}._@-]{0,63}$/u,
      'letters, digits and . _ @ -, beginning with a letter or digit, at most 64',
    )
    .describe('what is typed at sign-in; case does not matter'),
  displayName: line(100).optional(),
  language: Language.default('zh-CN'),
  memberships: Memberships.default([]),
  password: z.string().max(1_000),
  mustChangePassword: z.boolean().default(false),
});
const Change = z.strictObject({ ...fields, disabled: z.boolean() }).partial();

/** People: who may sign in, with which roles. */
export function peopleRoutes(app: App, { registry }: Parts): void {
  const { sql, persons, passwords, sessions, guard, audit, organisations } = registry;

  app.get(
    '/api/v1/people',
    {
      config: {
        permission: 'people.read',
        summary: 'People with a role in the caller’s organisations, by name.',
      },
      schema: {
        querystring: z.strictObject({ cursor: cursorOf(z.string()), limit }),
        response: { 200: z.strictObject({ people: z.array(PersonShape), next: z.string().nullable() }) },
      },
    },
    async (request) => {
      const { cursor = '', limit: size } = request.query;
      const found = await persons.list(request.scope, cursor, size + 1);
      const { items, next } = toPage(found, size, ({ name }) => name);
      return { people: items.map((person) => seenFrom(request.scope, person)), next };
    },
  );

  app.get(
    '/api/v1/people/:id',
    {
      config: { permission: 'people.read', summary: 'One person.' },
      schema: { params: IdParams, response: { 200: PersonShape } },
    },
    async (request) => seenFrom(request.scope, await see(request.scope, request.params.id)),
  );

  app.post(
    '/api/v1/people',
    {
      config: { permission: 'people.write', summary: 'Makes somebody who may sign in.' },
      schema: { body: NewPerson, response: { 201: PersonShape } },
    },
    async (request, reply) => {
      const { password, displayName, ...wanted } = request.body;
      await refuseMemberships(request.scope, wanted.memberships);
      if (!request.scope.everywhere && wanted.memberships.length === 0) {
        throw invalid('memberships', 'at least one, in an organisation of yours');
      }
      refuseBadPassword('password', password, wanted.name);
      const hash = await passwords.hash(password);
      const made = await sql.transaction(async () => {
        const person = await persons.create({ ...wanted, displayName: displayName || wanted.name }, hash);
        if (!person) throw conflict('name_taken', `somebody is called ${wanted.name} already`);
        await audit.write(request.actor, {
          action: 'person.create',
          object: `person:${person.id}`,
          organisation: null,
          after: person,
        });
        return person;
      });
      return reply.code(201).send(made);
    },
  );

  app.patch(
    '/api/v1/people/:id',
    {
      config: {
        permission: 'people.write',
        summary:
          'Changes somebody: memberships of the caller’s organisations; the rest where they hold all of them.',
      },
      schema: { params: IdParams, body: Change, response: { 200: PersonShape } },
    },
    async (request) => {
      const { scope } = request;
      const before = await see(scope, request.params.id);
      const { memberships, ...others } = request.body;
      if (memberships) await refuseMemberships(scope, memberships);
      if (Object.keys(others).length > 0) refuseUnlessWhollyOurs(scope, before);
      const kept = before.memberships.filter(({ organisation }) => !inScope(scope, organisation));
      const after = await sql.transaction(async () => {
        await persons.change(before.id, {
          displayName: others.displayName ?? before.displayName,
          language: others.language ?? before.language,
          disabled: others.disabled ?? before.disabledAtMs !== null,
          memberships: memberships ? [...kept, ...memberships] : before.memberships,
        });
        await refuseLastAdministrator();
        const changed = (await persons.get(before.id)) as Person;
        await audit.write(request.actor, {
          action: 'person.change',
          object: `person:${before.id}`,
          organisation: null,
          before,
          after: changed,
        });
        return changed;
      });
      if (after.disabledAtMs !== null) await sessions.closeOf(before.id);
      sessions.refresh(before.id);
      return seenFrom(scope, after);
    },
  );

  app.put(
    '/api/v1/people/:id/password',
    {
      config: {
        permission: 'people.write',
        summary: 'Gives somebody a new password, lifts a lock, ends their sessions.',
      },
      schema: {
        params: IdParams,
        body: z.strictObject({
          password: z.string().max(1_000),
          mustChangePassword: z.boolean().default(true),
        }),
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      const person = await see(request.scope, request.params.id);
      refuseUnlessWhollyOurs(request.scope, person);
      refuseBadPassword('password', request.body.password, person.name);
      const hash = await passwords.hash(request.body.password);
      await sql.transaction(async () => {
        await persons.setPassword(person.id, hash, request.body.mustChangePassword);
        await audit.write(request.actor, {
          action: 'person.password',
          object: `person:${person.id}`,
          organisation: null,
        });
      });
      guard.unlock(person.name);
      await sessions.closeOf(person.id);
      return reply.code(204).send();
    },
  );

  app.delete(
    '/api/v1/people/:id',
    {
      config: { permission: 'people.write', summary: 'Removes somebody and ends their sessions.' },
      schema: { params: IdParams, response: { 204: NoContent } },
    },
    async (request, reply) => {
      const person = await see(request.scope, request.params.id);
      refuseUnlessWhollyOurs(request.scope, person);
      const open = await sessions.of(person.id);
      await sql.transaction(async () => {
        await persons.remove(person.id);
        await refuseLastAdministrator();
        await audit.write(request.actor, {
          action: 'person.remove',
          object: `person:${person.id}`,
          organisation: null,
          before: person,
        });
      });
      await sessions.close(...open);
      sessions.refresh(person.id);
      return reply.code(204).send();
    },
  );

  async function see(scope: Scope, id: string): Promise<Person> {
    const person = await persons.get(id);
    const seen =
      person && (scope.everywhere || person.memberships.some((one) => inScope(scope, one.organisation)));
    if (!seen) throw notFound('person', id);
    return person;
  }

  async function refuseMemberships(scope: Scope, memberships: readonly MembershipOf[]): Promise<void> {
    for (const { organisation } of memberships) {
      if (!inScope(scope, organisation)) {
        throw forbidden(`you may not give roles in ${organisation}`, {
          permission: 'people.write',
          organisation,
        });
      }
      if (organisation !== EVERYWHERE && !(await organisations.get(organisation))) {
        throw invalid('memberships', `there is no organisation ${organisation}`);
      }
    }
  }

  async function refuseLastAdministrator(): Promise<void> {
    if (await persons.someoneManagesPeople()) return;
    throw conflict('last_administrator', 'nobody would be left who may manage people in all organisations');
  }
}

/** What concerns the person as a whole takes somebody who may do so wherever the person has a role. */
function refuseUnlessWhollyOurs(scope: Scope, person: Person): void {
  const foreign = person.memberships.find(({ organisation }) => !inScope(scope, organisation));
  if (!foreign) return;
  throw forbidden('the person has roles in organisations that are not yours', { permission: 'people.write' });
}

/** Roles elsewhere are nobody's business here. */
function seenFrom(scope: Scope, person: Person): Person {
  return {
    ...person,
    memberships: person.memberships.filter(({ organisation }) => inScope(scope, organisation)),
  };
}
