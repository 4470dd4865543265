import * as z from 'zod';
import type { App } from '#collector/http/zod-routes.ts';
import { inScope } from '#collector/people/caller.ts';
import type { Parts } from './parts.ts';

const ZoneShape = z.strictObject({
  organisation: z.string(),
  zone: z.string(),
  targets: z.number().describe('targets in it that shall be asked'),
  unasked: z.number().describe('those of them that no agent asks'),
  agents: z.array(
    z.strictObject({
      id: z.string(),
      target: z.string().describe('the machine on which it runs'),
      name: z.string(),
      living: z.boolean().describe('connected, or so a moment ago'),
      allowed: z.boolean().describe('people have said that it may be given the targets of the zone'),
      canOpenSecrets: z.boolean().describe('false: too old to be given targets'),
      targets: z.number().describe('targets that it asks'),
    }),
  ),
});

/** Parts of the network and who asks in them. */
export function zoneRoutes(app: App, { registry, polling }: Parts): void {
  app.get(
    '/api/v1/zones',
    {
      config: { permission: 'agents.read', summary: 'Network zones with their agents and targets.' },
      schema: { response: { 200: z.strictObject({ zones: z.array(ZoneShape) }) } },
    },
    async (request) => {
      const seen = polling.zones().filter(({ organisation }) => inScope(request.scope, organisation));
      return {
        zones: seen.map((zone) => ({
          ...zone,
          agents: zone.agents.map((agent) => ({
            ...agent,
            name: registry.targets.get(agent.target)?.name ?? '',
          })),
        })),
      };
    },
  );
}
