import * as z from 'zod';
import { refuseOtherSites, SESSION_COOKIE, setSessionCookie } from '#collector/http/access.ts';
import { ApiError, invalid } from '#collector/http/api-error.ts';
import type { App } from '#collector/http/zod-routes.ts';
import { type Caller, scopeOf } from '#collector/people/caller.ts';
import { PASSWORD_RULES, passwordFaults } from '#collector/people/password.ts';
import { PERMISSIONS, ROLE_NAMES } from '#collector/people/roles.ts';
import type { Parts } from './parts.ts';
import { Language, NoContent, Organisation } from './shapes.ts';

const SignIn = z.strictObject({ name: z.string().min(1).max(64), password: z.string().min(1).max(200) });
const SignedIn = z.strictObject({
  token: z.string().describe('for `Authorization: Bearer`; a browser uses the cookie instead'),
  expiresAtMs: z.number(),
});
const Session = z.strictObject({
  person: z.string().describe('id'),
  name: z.string(),
  displayName: z.string(),
  language: Language,
  memberships: z.array(z.strictObject({ organisation: z.string(), role: z.enum([...ROLE_NAMES, 'wall']) })),
  isWall: z.boolean().describe('a screen that may only look'),
  permissions: z.array(z.enum(PERMISSIONS)).describe('what the person may do in at least one organisation'),
  organisations: z.array(Organisation),
  mustChangePassword: z.boolean(),
});
const NewPassword = z.strictObject({ old: z.string().max(200), new: z.string().max(1_000) });

/** Signing in and out, and one's own password. */
export function sessionRoutes(app: App, { registry, nowMs }: Parts): void {
  const { signIn, sessions, organisations, persons, passwords, guard, audit, refusals, sql } = registry;

  app.post(
    '/api/v1/session',
    {
      config: { permission: 'public', summary: 'Signs in; sets the cookie `ward_session`.' },
      schema: { body: SignIn, response: { 200: SignedIn } },
    },
    async (request, reply) => {
      refuseOtherSites(request);
      const { name, password } = request.body;
      const result = await signIn(name, password, request.ip);
      if (result.ok) {
        setSessionCookie(request, reply, result.token, result.expiresAtMs - nowMs());
        return { token: result.token, expiresAtMs: result.expiresAtMs };
      }
      if (result.code === 'wrong_name_or_password') {
        throw new ApiError(401, result.code, 'the name or the password is wrong');
      }
      const seconds = Math.ceil(result.waitMs / 1000);
      throw new ApiError(
        429,
        result.code,
        `too many wrong passwords; the next attempt is possible in ${seconds} s`,
        { waitMs: result.waitMs },
        result.waitMs,
      );
    },
  );

  app.get(
    '/api/v1/session',
    {
      config: {
        permission: 'session',
        beforePasswordChange: true,
        summary: 'Who is signed in, and what they may do.',
      },
      schema: { response: { 200: Session } },
    },
    async (request) => {
      const caller = request.caller as Caller;
      return {
        person: caller.person,
        name: caller.name,
        displayName: caller.displayName,
        language: caller.language,
        memberships: [...caller.memberships],
        isWall: caller.wall !== undefined,
        permissions: PERMISSIONS.filter((permission) => {
          const scope = scopeOf(caller, permission);
          return scope.everywhere || scope.organisations.length > 0;
        }),
        organisations: await organisations.list(scopeOf(caller, 'organisations.read')),
        mustChangePassword: caller.mustChangePassword,
      };
    },
  );

  app.delete(
    '/api/v1/session',
    {
      config: { permission: 'session', beforePasswordChange: true, summary: 'Signs out.' },
      schema: { response: { 204: NoContent } },
    },
    async (request, reply) => {
      const caller = request.caller as Caller;
      await sessions.close(caller.session);
      await audit.write(request.actor, {
        action: 'session.close',
        object: `person:${caller.person}`,
        organisation: null,
      });
      reply.clearCookie(SESSION_COOKIE, { path: '/' });
      return reply.code(204).send();
    },
  );

  app.put(
    '/api/v1/session/password',
    {
      config: {
        permission: 'session',
        beforePasswordChange: true,
        summary: 'Changes the own password and ends all other sessions.',
      },
      schema: { body: NewPassword, response: { 204: NoContent } },
    },
    async (request, reply) => {
      const caller = request.caller as Caller;
      const { old, new: wanted } = request.body;
      const waitMs = guard.begin(caller.name, request.ip, nowMs());
      if (waitMs > 0)
        throw new ApiError(429, 'too_many_attempts', 'too many wrong passwords', { waitMs }, waitMs);
      const object = `person:${caller.person}`;
      if (!(await passwords.matches(old, await persons.passwordHash(caller.person)))) {
        await refusals(request.actor, { action: 'person.password', object, organisation: null });
        throw new ApiError(403, 'wrong_password', 'the old password is wrong');
      }
      guard.succeeded(caller.name, request.ip);
      refuseBadPassword('new', wanted, caller.name);
      if (wanted === old) throw invalid('new', 'must differ from the old one', { faults: ['unchanged'] });
      const hash = await passwords.hash(wanted);
      await sql.transaction(async () => {
        await persons.setPassword(caller.person, hash, false);
        await audit.write(request.actor, { action: 'person.password', object, organisation: null });
      });
      await sessions.closeOf(caller.person, caller.session);
      sessions.refresh(caller.person);
      return reply.code(204).send();
    },
  );
}

/** Throws what is wrong with a password for somebody of this name. */
export function refuseBadPassword(field: string, password: string, name: string): void {
  const faults = passwordFaults(password, name);
  if (faults.length === 0) return;
  const { minCharacters, maxCharacters, distinctCharacters } = PASSWORD_RULES;
  throw invalid(
    field,
    `${minCharacters} to ${maxCharacters} characters, ${distinctCharacters} of them different, and not the name`,
    { faults },
  );
}
