import type { FastifyReply } from 'fastify';
import * as z from 'zod';
import type { App } from '#collector/http/zod-routes.ts';
import { FLEET_TARGETS } from '#protocol/fleet.ts';
import type { Parts } from './parts.ts';

const texts = z.array(z.string());
const numbers = z.array(z.number());
const Columns = z.strictObject({
  id: texts,
  name: texts,
  host: texts.describe('how it calls itself; empty where that is its name'),
  address: texts,
  organisation: numbers.describe('places in `organisations`'),
  kind: numbers.describe('places in `texts`, as all numbers down to `contract` but those of units'),
  zone: numbers,
  room: numbers,
  rack: numbers,
  rackUnit: numbers.describe('lowest unit that it fills, from the bottom; 0: not known'),
  rackUnits: numbers.describe('how many units it fills; 0: not known'),
  vendor: numbers,
  model: numbers,
  owner: numbers,
  contract: numbers,
  polled: numbers.describe('1: it is to be asked over the network'),
  heardBy: numbers.describe('sum of 1: an agent, 2: asked or judged from outside, 4: it pushes'),
  heardAgoMs: z.array(z.number().nullable()).describe('before `madeAtMs`; null: never'),
  intervalMs: numbers.describe('how often news are expected; 0: not known'),
  silent: numbers.describe('1: no news for two and a half intervals'),
});
const Fleet = z.strictObject({
  revision: z.number().describe('as the live socket tells it: another one means another list'),
  version: z.number().describe('grows with each change of who is heard'),
  madeAtMs: z.number(),
  truncatedAt: z.number().nullable().describe('there are more targets than these'),
  texts,
  organisations: z.array(z.strictObject({ id: z.string(), name: z.string(), zone: z.string() })),
  targets: Columns,
  systems: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      organisation: z.number().describe('place in `organisations`'),
      targets: numbers.describe('places in the columns'),
    }),
  ),
  subjects: z.array(z.tuple([z.number(), texts])).describe('what targets send that only push, by place'),
});

/** All targets at once, as every page needs them. */
export function fleetRoutes(app: App, { fleet }: Pick<Parts, 'fleet'>): void {
  app.get(
    '/api/v1/fleet',
    {
      config: {
        permission: 'targets.read',
        summary: `All targets as columns, with who is silent, and the systems they make up; at most ${FLEET_TARGETS}.`,
      },
      schema: { response: { 200: Fleet } },
    },
    async (request, reply) => {
      const { json, gzip } = await fleet.encoded(request.scope);
      const takesGzip = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
      return sendEncoded(reply, takesGzip, takesGzip ? gzip : json);
    },
  );
}

/** These bytes are JSON already; what describes the answer in the reference is not asked to write it again. */
function sendEncoded(reply: FastifyReply, isGzip: boolean, bytes: Buffer): FastifyReply {
  reply.type('application/json; charset=utf-8').header('vary', 'accept-encoding');
  if (isGzip) reply.header('content-encoding', 'gzip');
  return reply.send(bytes);
}
