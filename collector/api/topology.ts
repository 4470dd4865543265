import * as z from 'zod';
import { changedMeanwhile, invalid } from '#collector/http/api-error.ts';
import type { App } from '#collector/http/zod-routes.ts';
import { inScope, type Scope } from '#collector/people/caller.ts';
import { zoneOf } from '#collector/polling/distribute.ts';
import { CorrectionBook, type KeptCorrections } from '#collector/topology/corrections.ts';
import { devicesOf, NEIGHBOURS_KIND } from '#collector/topology/devices.ts';
import { portFinder } from '#collector/topology/find-ports.ts';
import { drawNetwork, withPorts } from '#collector/topology/network-map.ts';
import { TOPOLOGY_NODES, TopologyCorrections } from '#protocol/topology.ts';
import type { Parts } from './parts.ts';
import { Id } from './shapes.ts';

const End = z.strictObject({
  node: z.string(),
  port: z.string().describe('as the device, or else its neighbour, calls it; may be empty'),
  interface: z
    .string()
    .nullable()
    .describe('label `interface` of the series of this port; null: there are none'),
  speed: z.number().nullable().describe('Mbit/s'),
});
const Kept = z.strictObject({
  organisation: z.string(),
  revision: z.number().describe('0: nobody has corrected anything'),
  corrections: TopologyCorrections,
  changedBy: z.string().nullable(),
  changedAtMs: z.number().nullable(),
});
const Topology = z.strictObject({
  nodes: z
    .array(
      z.strictObject({
        id: z.string().describe('of the target, or made of what neighbours say'),
        target: z.string().nullable().describe('null: nobody watches it'),
        name: z.string(),
        kind: z.string(),
        address: z.string(),
        description: z.string(),
        organisation: z.string().describe('of what nobody watches: that of the device that tells of it'),
        zone: z.string(),
      }),
    )
    .describe(`at most ${TOPOLOGY_NODES}; of more those with most cables`),
  edges: z.array(
    z.strictObject({
      from: End,
      to: End,
      source: z
        .enum(['lldp', 'people', 'parents'])
        .describe('devices tell of it, people added it, or people said that one stands on the other'),
      seenBy: z.enum(['both', 'one']).describe('whether both ends name each other'),
      toldAtMs: z.number().nullable(),
    }),
  ),
  nodesTotal: z.number().describe('more than `nodes` has: some were left out'),
  corrections: z
    .array(Kept)
    .describe(
      'of each organisation that has any; what is removed or hidden is among the edges and nodes still',
    ),
});
const Change = z.strictObject({
  organisation: Id,
  revision: z.int().min(0).describe('of what was changed; another one in force is a conflict'),
  corrections: TopologyCorrections,
});

/** Series of these name the ports of a target. */
const PORT_METRICS = ['net.link_state', 'net.link_up', 'net.bytes_recv'] as const;

/** Who is connected with whom: by what devices say of their neighbours (LLDP), and by what people know better. */
export function topologyRoutes(app: App, { registry, newest, nowMs }: Parts): void {
  const { sql, audit, records, targets, organisations, visible } = registry;
  const book = new CorrectionBook(sql, audit, nowMs);

  app.get(
    '/api/v1/topology',
    {
      config: {
        permission: 'targets.read',
        summary: 'Devices and the cables between them, by LLDP and by what people say.',
      },
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
      const kept = (await book.list(request.scope)).filter(
        (each) => organisation === undefined || each.organisation === organisation,
      );
      const { nodes, edges, nodesTotal } = drawNetwork(
        seen,
        devicesOf(seen, neighbours, inventories),
        kept,
        TOPOLOGY_NODES,
      );
      const joined = new Set(
        edges.flatMap(({ from, to }) => [from.node, to.node]).filter((id) => ids.has(id)),
      );
      const ports = portFinder(
        PORT_METRICS.flatMap((metric) => newest(metric, joined)),
        newest('net.speed', joined),
      );
      return {
        nodes,
        edges: withPorts(edges, ports),
        nodesTotal,
        corrections: kept.map((each) => withoutGone(each)),
      };
    },
  );

  app.put(
    '/api/v1/topology/corrections',
    {
      config: {
        permission: 'targets.write',
        summary: 'Keeps what people know better of the network of one organisation.',
      },
      schema: { body: Change, response: { 200: Kept } },
    },
    async (request) => {
      const { organisation, revision, corrections } = request.body;
      if (!inScope(request.scope, organisation) || !(await organisations.get(organisation)))
        throw invalid('organisation', `there is no organisation ${organisation}`);
      const within: Scope = { everywhere: false, organisations: [organisation] };
      for (const node of namedIn(corrections)) {
        if (isStranger(node) || visible.see(within, node)) continue;
        throw invalid('corrections', `there is no target ${node} in the organisation`);
      }
      const outcome = await book.put(request.actor, organisation, revision, corrections);
      if ('kept' in outcome) return outcome.kept;
      throw changedMeanwhile(`corrections of ${organisation}`, revision, outcome.changed);
    },
  );

  /** What was deleted needs no place any more. */
  function withoutGone({ corrections, ...rest }: KeptCorrections): KeptCorrections {
    const isThere = (node: string) =>
      isStranger(node) || targets.get(node)?.organisation === rest.organisation;
    const { positions, added, removed, hidden } = corrections;
    return {
      ...rest,
      corrections: {
        positions: positions.filter(({ node }) => isThere(node)),
        added: added.filter(({ from, to }) => isThere(from.node) && isThere(to.node)),
        removed: removed.filter(({ from, to }) => isThere(from.node) && isThere(to.node)),
        hidden: hidden.filter(isThere),
      },
    };
  }
}

/** As `buildTopology` names what nobody watches. */
function isStranger(node: string): boolean {
  return node.startsWith('unknown ');
}

function namedIn({ positions, added, removed, hidden }: TopologyCorrections): Set<string> {
  const ends = [...added, ...removed].flatMap(({ from, to }) => [from.node, to.node]);
  return new Set([...positions.map(({ node }) => node), ...ends, ...hidden]);
}
