import * as z from 'zod';
import { proposals, SKIPPED_CODES } from '#collector/discovery/accept.ts';
import { DISCOVERY_STATES, type Discovery } from '#collector/discovery/discoveries.ts';
import { conflict, invalid, notFound } from '#collector/http/api-error.ts';
import { cursorOf, limit, toPage } from '#collector/http/paging.ts';
import type { App } from '#collector/http/zod-routes.ts';
import { inScope, type Scope } from '#collector/people/caller.ts';
import { zoneOf } from '#collector/polling/distribute.ts';
import { DEFAULT_EVERY_MS } from '#collector/polling/polls.ts';
import { byAddress, insertWatched, learnWatched } from '#collector/polling/watch.ts';
import { whyNoAgent } from '#collector/polling/zones.ts';
import { type AddressRange, countAddresses, parseRanges } from '#protocol/address-ranges.ts';
import { Explanation } from '#protocol/explanation.ts';
import type { Parts } from './parts.ts';
import { Address, refuseSecrets, Settings, ZoneName } from './poll-shapes.ts';
import { Id, IdParams, NoContent } from './shapes.ts';

const DiscoveryShape = z.strictObject({
  id: z.string(),
  organisation: z.string(),
  zone: z.string(),
  agent: z.string(),
  ranges: z.array(z.string()),
  credentials: z.array(
    z.strictObject({
      credential: z.string(),
      probe: z.string(),
      settings: z.record(z.string(), z.unknown()),
    }),
  ),
  rate: z.number().describe('addresses a second'),
  state: z
    .enum(DISCOVERY_STATES)
    .describe('`interrupted`: its agent is not connected, and goes on when it comes back'),
  asked: z.number(),
  total: z.number(),
  error: z.string(),
  madeBy: z.string(),
  madeAtMs: z.number(),
  endedAtMs: z.number().nullable(),
});
const FoundShape = z.strictObject({
  address: z.string(),
  probe: z.string(),
  credential: z.string().describe('the one that opened it; empty where none did'),
  recognised: Explanation.shape.recognised,
  foundAtMs: z.number(),
  watchedAs: z.array(z.strictObject({ id: z.string(), name: z.string() })),
});
const Wanted = z.strictObject({
  organisation: Id.optional(),
  zone: ZoneName,
  ranges: z
    .array(z.string().trim().min(1).max(64))
    .min(1)
    .max(64)
    .describe('addresses, networks such as `10.1.0.0/24`, ranges such as `10.1.0.10-10.1.0.40`'),
  credentials: z
    .array(z.strictObject({ credential: Id, settings: Settings }))
    .min(1)
    .max(16)
    .describe('tried in this order at each address'),
  rate: z.number().min(1).max(200).default(20).describe('addresses a second'),
});
const Accepted = z.strictObject({
  made: z.array(z.strictObject({ address: z.string(), target: z.string(), name: z.string() })),
  skipped: z.array(
    z.strictObject({
      address: z.string(),
      code: z.enum(SKIPPED_CODES),
      watchedAs: z.string().nullable().describe('id of the target that it is already'),
    }),
  ),
});

/** Sweeps of addresses, and what they found, to be accepted. */
export function discoveryRoutes(app: App, { registry, polling }: Parts): void {
  const { sql, discoveries, credentials, organisations, targets } = registry;

  app.get(
    '/api/v1/discoveries',
    {
      config: { permission: 'targets.write', summary: 'Sweeps, newest first.' },
      schema: {
        querystring: z.strictObject({
          cursor: cursorOf(z.strictObject({ madeAtMs: z.number(), id: z.string() })),
          limit,
        }),
        response: {
          200: z.strictObject({ discoveries: z.array(DiscoveryShape), next: z.string().nullable() }),
        },
      },
    },
    async (request) => {
      const { cursor, limit: size } = request.query;
      const found = await discoveries.list(request.scope, cursor, size + 1);
      const { items, next } = toPage(found, size, ({ madeAtMs, id }) => ({ madeAtMs, id }));
      return { discoveries: items, next };
    },
  );

  app.get(
    '/api/v1/discoveries/:id',
    {
      config: { permission: 'targets.write', summary: 'One sweep with everything that it found.' },
      schema: {
        params: IdParams,
        response: { 200: DiscoveryShape.extend({ found: z.array(FoundShape) }) },
      },
    },
    async (request) => {
      const discovery = await see(request.scope, request.params.id);
      const watched = byAddress(targets, discovery.organisation, discovery.zone);
      const found = (await discoveries.found(discovery.id)).map((each) => ({
        ...each,
        watchedAs: (watched.get(each.address) ?? []).map(({ id, name }) => ({ id, name })),
      }));
      return { ...discovery, found };
    },
  );

  app.post(
    '/api/v1/discoveries',
    {
      config: {
        permission: 'discoveries.write',
        summary: 'Has an agent of the zone look for devices at these addresses, and nowhere else.',
      },
      schema: { body: Wanted, response: { 201: DiscoveryShape } },
    },
    async (request, reply) => {
      const { zone, ranges, rate } = request.body;
      const organisation = await organisations.choose(request.scope, request.body.organisation);
      if (organisation === undefined) throw invalid('organisation', 'not one in which you may do this');
      const total = countAll(ranges);
      const tried = [];
      for (const [index, { credential, settings }] of request.body.credentials.entries()) {
        refuseSecrets(settings);
        const known = await credentials.get(credential);
        if (known?.organisation !== organisation)
          throw invalid(`credentials.${index}`, `there is no credential ${credential} in the organisation`);
        tried.push({ credential, probe: known.kind, settings });
      }
      const wanted = { organisation, zone: zoneOf(zone), ranges, credentials: tried, rate, total };
      const started = await polling.sweeps.start(request.actor, wanted);
      if (typeof started === 'string')
        throw conflict(started, whyNoAgent(started, zoneOf(zone)), { zone: zoneOf(zone) });
      return reply.code(201).send(started);
    },
  );

  app.post(
    '/api/v1/discoveries/:id/stop',
    {
      config: { permission: 'discoveries.write', summary: 'Ends a sweep; what it found stays.' },
      schema: { params: IdParams, response: { 200: DiscoveryShape } },
    },
    async (request) => {
      const discovery = await see(request.scope, request.params.id);
      await polling.sweeps.stop(request.actor, discovery);
      return see(request.scope, discovery.id);
    },
  );

  app.delete(
    '/api/v1/discoveries/:id',
    {
      config: { permission: 'discoveries.write', summary: 'Ends a sweep and forgets what it found.' },
      schema: { params: IdParams, response: { 204: NoContent } },
    },
    async (request, reply) => {
      const discovery = await see(request.scope, request.params.id);
      await polling.sweeps.stop(request.actor, discovery);
      await discoveries.remove(request.actor, discovery);
      return reply.code(204).send();
    },
  );

  app.post(
    '/api/v1/discoveries/:id/accept',
    {
      config: {
        permission: 'targets.write',
        summary: 'Watches what was found at these addresses, as it was recognised.',
      },
      schema: {
        params: IdParams,
        body: z.strictObject({
          addresses: z.array(Address).min(1).max(1_000),
          everyMs: z.int().min(1_000).max(86_400_000).default(DEFAULT_EVERY_MS),
        }),
        response: { 200: Accepted },
      },
    },
    async (request) => {
      const discovery = await see(request.scope, request.params.id);
      const { addresses, everyMs } = request.body;
      const { wanted, skipped } = await proposals(registry, discovery, new Set(addresses), everyMs);
      const made = await sql.transaction(() => insertWatched(registry, request.actor, wanted));
      learnWatched(registry, made);
      return { made: made.map(({ id, name, address }) => ({ address, target: id, name })), skipped };
    },
  );

  async function see(scope: Scope, id: string): Promise<Discovery> {
    const discovery = await discoveries.get(id);
    if (!discovery || !inScope(scope, discovery.organisation)) throw notFound('discovery', id);
    return discovery;
  }
}

/** Each by itself first, so that the one that is wrong is named. */
function countAll(ranges: readonly string[]): number {
  for (const [index, range] of ranges.entries()) understood(`ranges.${index}`, [range]);
  return countAddresses(understood('ranges', ranges));
}

function understood(field: string, ranges: readonly string[]): AddressRange[] {
  try {
    return parseRanges(ranges);
  } catch (error) {
    throw invalid(field, (error as Error).message);
  }
}
