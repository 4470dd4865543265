import * as z from 'zod';
import { diffLines } from '#collector/configs/diff-lines.ts';
import { notFound } from '#collector/http/api-error.ts';
import type { App } from '#collector/http/zod-routes.ts';
import type { Scope } from '#collector/people/caller.ts';
import type { Parts } from './parts.ts';
import { Id, IdParams } from './shapes.ts';

export const ConfigVersionShape = z.strictObject({
  platform: z.string(),
  version: z.number().describe('counts up over all versions of the target'),
  hash: z.string(),
  firstAtMs: z.number().describe('first seen so'),
  lastAtMs: z.number().describe('last seen so'),
  lines: z.number(),
  bytes: z.number(),
});
const Difference = z.strictObject({
  from: ConfigVersionShape,
  to: ConfigVersionShape,
  added: z.number(),
  removed: z.number(),
  hunks: z.array(
    z.strictObject({
      fromLine: z.number(),
      toLine: z.number(),
      lines: z.array(z.strictObject({ op: z.enum(['same', 'removed', 'added']), text: z.string() })),
    }),
  ),
});
const Version = z.coerce.number().int().min(1);
const Params = z.strictObject({ id: Id, version: Version });

/** Configurations of devices as they were read, with their secrets masked. */
export function configRoutes(app: App, { registry }: Parts): void {
  const { configs, visible } = registry;

  app.get(
    '/api/v1/targets/:id/configs',
    {
      config: { permission: 'configs.read', summary: 'Versions of the configuration, newest first.' },
      schema: {
        params: IdParams,
        response: { 200: z.strictObject({ versions: z.array(ConfigVersionShape) }) },
      },
    },
    async (request) => ({ versions: await configs.list(see(request.scope, request.params.id)) }),
  );

  app.get(
    '/api/v1/targets/:id/configs/:version',
    {
      config: { permission: 'configs.read', summary: 'One version with its text.' },
      schema: { params: Params, response: { 200: ConfigVersionShape.extend({ text: z.string() }) } },
    },
    async (request) => find(see(request.scope, request.params.id), request.params.version),
  );

  app.get(
    '/api/v1/targets/:id/configs/:version/diff',
    {
      config: { permission: 'configs.read', summary: 'What changed from this version to another one.' },
      schema: {
        params: Params,
        querystring: z.strictObject({ to: Version }),
        response: { 200: Difference },
      },
    },
    async (request) => {
      const target = see(request.scope, request.params.id);
      const { text: before, ...from } = await find(target, request.params.version);
      const { text: after, ...to } = await find(target, request.query.to);
      return { from, to, ...diffLines(before, after) };
    },
  );

  async function find(target: string, version: number) {
    const found = await configs.get(target, version);
    if (!found) throw notFound('version', String(version));
    return found;
  }

  function see(scope: Scope, id: string): string {
    if (!visible.see(scope, id)) throw notFound('target', id);
    return id;
  }
}
