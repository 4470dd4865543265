import * as z from 'zod';
import type { App } from '#collector/http/zod-routes.ts';
import { zoneOf } from '#collector/polling/distribute.ts';
import { buildTopology } from '#collector/topology/build-topology.ts';
import { devicesOf, NEIGHBOURS_KIND } from '#collector/topology/devices.ts';
import type { Parts } from './parts.ts';
import { Id } from './shapes.ts';

const End = z.strictObject({ node: z.string(), port: z.string() });
const Topology = z.strictObject({
  nodes: z.array(
    z.strictObject({
      id: z.string().describe('of the target, or made of what neighbours say'),
      target: z.string().nullable().describe('null: nobody watches it'),
      name: z.string(),
      kind: z.string(),
      address: z.string(),
      description: z.string(),
    }),
  ),
  edges: z.array(
    z.strictObject({
      from: End,
      to: End,
      seenBy: z.enum(['both', 'one']).describe('whether both ends name each other'),
      toldAtMs: z.number().nullable(),
    }),
  ),
});

/** Who is connected with whom, by what devices say of their neighbours (LLDP). */
export function topologyRoutes(app: App, { registry }: Parts): void {
  const { records, targets } = registry;

  app.get(
    '/api/v1/topology',
    {
      config: { permission: 'targets.read', summary: 'Devices and the cables between them, by LLDP.' },
      schema: {
        querystring: z.strictObject({ organisation: Id.optional(), zone: z.string().max(64).optional() }),
        response: { 200: Topology },
      },
    },
    async (request) => {
      const { organisation, zone } = request.query;
      const seen = targets.list(
        request.scope,
        undefined,
        Number.MAX_SAFE_INTEGER,
        (target) =>
          (organisation === undefined || target.organisation === organisation) &&
          (zone === undefined || zoneOf(target.zone) === zoneOf(zone)),
      );
      const ids = new Set(seen.map(({ id }) => id));
      const neighbours = (await records.ofKind(NEIGHBOURS_KIND)).filter(({ target }) => ids.has(target));
      // Whoever tells neighbours is a device whose own chassis id may be told elsewhere.
      const tellers = [...new Set(neighbours.map(({ target }) => target))];
      const inventories = await records.list(tellers, 'inventory', undefined, tellers.length * 4);
      return buildTopology(devicesOf(seen, neighbours, inventories));
    },
  );
}
