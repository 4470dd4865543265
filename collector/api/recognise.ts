import * as z from 'zod';
import { conflict, forbidden, invalid } from '#collector/http/api-error.ts';
import type { App } from '#collector/http/zod-routes.ts';
import { type Caller, inScope, scopeOf } from '#collector/people/caller.ts';
import { credentialKindsOf } from '#collector/polling/catalogue.ts';
import type { OpenedCredential } from '#collector/polling/credential-fields.ts';
import { zoneOf } from '#collector/polling/distribute.ts';
import { POLLS_PER_TARGET } from '#collector/polling/polls.ts';
import { asksAt, byAddress, insertWatched, learnWatched, type NewWatched } from '#collector/polling/watch.ts';
import { CREDENTIAL_KINDS, CREDENTIALS, type CredentialKind } from '#protocol/credential.ts';
import { ofFields, refuseTaken } from './credentials.ts';
import type { Parts } from './parts.ts';
import {
  Address,
  checkPoll,
  findCredential,
  PollInput,
  ProbeName,
  refuseSecrets,
  Settings,
  ZoneName,
} from './poll-shapes.ts';
import { ASK_TIMEOUT, AskedShape, toAnswer } from './polls.ts';
import { pollsShown } from './polls-shown.ts';
import { Id, line } from './shapes.ts';
import { RecognisedShape, TargetShape, targetFields } from './targets.ts';

const Question = z.strictObject({
  organisation: Id.optional(),
  zone: ZoneName,
  address: Address,
  probe: ProbeName,
  credential: Id.optional().describe('one that is kept'),
  fields: z.record(z.string(), z.unknown()).optional().describe('or one that is only tried'),
  kind: z
    .enum(CREDENTIAL_KINDS)
    .optional()
    .describe('of those fields; by default what the probe usually takes'),
  settings: Settings,
  timeoutMs: ASK_TIMEOUT,
});

const NewPoll = PollInput.extend({
  probe: ProbeName,
  newCredential: z
    .strictObject({
      name: line(100).min(1),
      kind: z.enum(CREDENTIAL_KINDS).optional().describe('by default what the probe usually takes'),
      fields: z.record(z.string(), z.unknown()),
    })
    .optional()
    .describe('keeps this one and uses it; needs `credentials.write`'),
});
const { kind, name, ...otherFields } = targetFields;
const Wanted = z.strictObject({
  organisation: Id.optional(),
  kind,
  name,
  ...z.strictObject(otherFields).partial().shape,
  zone: ZoneName,
  address: Address,
  host: line(255).optional().describe('as the device calls itself'),
  recognised: RecognisedShape.nullable().default(null),
  polls: z.array(NewPoll).min(1).max(POLLS_PER_TARGET),
});

/** From an address to something watched: what is there, then have it asked from now on. */
export function recogniseRoutes(app: App, parts: Parts): void {
  const { registry, polling } = parts;
  const { sql, targets, polls, credentials, organisations, visible, audit } = registry;
  const shown = pollsShown(parts);

  app.post(
    '/api/v1/recognise',
    {
      config: {
        permission: 'targets.write',
        summary:
          'Asks what stands at an address, through an agent of its zone; 409 says why nobody can be asked.',
      },
      schema: { body: Question, response: { 200: AskedShape } },
    },
    async (request) => {
      const { zone, address, probe, settings, timeoutMs, credential, fields, kind } = request.body;
      const organisation = await choose(request.scope, request.body.organisation);
      refuseSecrets(settings);
      if (credential !== undefined && fields !== undefined)
        throw invalid('fields', 'either a credential that is kept, or the fields of one');
      const opened = await open(organisation, probe, credential, fields, kind);
      const question = { organisation, zone, address, probe, settings, timeoutMs, opened };
      const answer = toAnswer(await polling.asking.recognise(question), zone);
      await audit.write(request.actor, {
        action: 'target.recognise',
        object: '',
        organisation,
        after: {
          zone: zoneOf(zone),
          address,
          probe,
          settings,
          credential: credential ?? null,
          agent: answer.agent,
          ok: answer.ok,
        },
      });
      return answer;
    },
  );

  app.post(
    '/api/v1/targets/watch',
    {
      config: {
        permission: 'targets.write',
        summary: 'Makes a target and has it asked, in one step: what recognition has found is accepted.',
      },
      schema: { body: Wanted, response: { 201: TargetShape } },
    },
    async (request, reply) => {
      const { organisation: wanted, polls: wantedPolls, host, ...given } = request.body;
      const organisation = await choose(request.scope, wanted);
      for (const ids of Object.values(given.parents ?? {})) {
        const unknown = ids.find((id) => !visible.see(request.scope, id));
        if (unknown !== undefined) throw invalid('parents', `there is no target ${unknown}`);
      }
      await refuseWatched(organisation, given, wantedPolls);
      for (const poll of wantedPolls) {
        await checkPoll(credentials, organisation, poll.probe, poll);
        if (poll.newCredential) refuseUnlessKeeper(request.caller as Caller, organisation);
      }
      const made = await sql.transaction(async () => {
        const ready: NewWatched['polls'][number][] = [];
        for (const { newCredential, ...poll } of wantedPolls) {
          if (!newCredential) ready.push(poll);
          else {
            const kindOf = kindFor(poll.probe, newCredential.kind);
            const kept = credentials.create(request.actor, { ...newCredential, organisation, kind: kindOf });
            const { id } = refuseTaken(await ofFields(kept), newCredential.name);
            ready.push({ ...poll, credential: id });
          }
        }
        const target = { ...given, organisation, host: host || given.name };
        return insertWatched(registry, request.actor, [{ target, polls: ready }]);
      });
      learnWatched(registry, made);
      const [target] = made;
      if (!target) throw new Error('nothing was made');
      const states = await shown([target.id]);
      return reply.code(201).send({ ...target, polls: states.get(target.id) ?? [] });
    },
  );

  async function choose(scope: Parameters<typeof organisations.choose>[0], wanted: string | undefined) {
    const organisation = await organisations.choose(scope, wanted);
    if (organisation === undefined) throw invalid('organisation', 'not one that you may write');
    return organisation;
  }

  async function open(
    organisation: string,
    probe: string,
    credential: string | undefined,
    fields: OpenedCredential | undefined,
    wanted: CredentialKind | undefined,
  ): Promise<OpenedCredential | undefined> {
    if (credential !== undefined) {
      const { id } = await findCredential(credentials, organisation, probe, credential);
      return credentials.open(id);
    }
    if (fields === undefined) return undefined;
    const kindOf = kindFor(probe, wanted);
    return ofFields((async (): Promise<OpenedCredential> => CREDENTIALS[kindOf].parse(fields))());
  }

  async function refuseWatched(
    organisation: string,
    { zone, address }: { zone: string; address: string },
    wanted: readonly { probe: string; settings: Record<string, unknown> }[],
  ): Promise<void> {
    const there = byAddress(targets, organisation, zone).get(address) ?? [];
    const pollsOf = await polls.of(there.map(({ id }) => id));
    for (const target of there) {
      const same = wanted.find(({ probe, settings }) =>
        pollsOf.get(target.id)?.some((poll) => asksAt(poll, probe, settings)),
      );
      if (!same) continue;
      const message = `${same.probe} at ${address} is already watched as ${target.name}`;
      throw conflict('already_watched', message, { target: target.id, name: target.name });
    }
  }
}

/** The kind that was named, or the usual one of the probe. */
function kindFor(probe: string, wanted: CredentialKind | undefined): CredentialKind {
  const kinds = credentialKindsOf(probe);
  const found = wanted === undefined ? kinds[0] : kinds.find((one) => one === wanted);
  if (found) return found;
  if (kinds.length === 0) throw invalid('probe', `${probe} takes no credential`);
  throw invalid('kind', `${probe} takes credentials of kind ${kinds.join(', ')}, not ${wanted}`);
}

function refuseUnlessKeeper(caller: Caller, organisation: string): void {
  if (inScope(scopeOf(caller, 'credentials.write'), organisation)) return;
  throw forbidden('you may not keep credentials in this organisation: choose one that is kept', {
    permission: 'credentials.write',
  });
}
