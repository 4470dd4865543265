import * as z from 'zod';
import { restoreProofsIn } from '#collector/backup-list/restore-proofs.ts';
import { invalid, notFound } from '#collector/http/api-error.ts';
import type { App } from '#collector/http/zod-routes.ts';
import type { Parts } from './parts.ts';
import { Id, IdParams, line, NoContent } from './shapes.ts';

const MOST_PROOFS = 100;

/** A restore as it is told. */
export const ProofShape = z.strictObject({
  id: z.string(),
  target: z.string(),
  atMs: z.number(),
  tester: z.string(),
  outcome: z.enum(['passed', 'failed']),
  what: z.string(),
  tookMs: z.number().nullable(),
  recordedBy: z.string(),
  recordedAtMs: z.number(),
});
const NewProof = z.strictObject({
  target: Id.describe('the job that makes the backup, or the database that makes it itself'),
  atMs: z.int().nonnegative().optional().describe('when it was done; now when left out'),
  tester: line(200).optional().describe('who did it; whoever records it when left out'),
  outcome: z.enum(['passed', 'failed']),
  what: line(1_000).min(1).describe('what was restored, where to, and how it was compared'),
  tookMs: z.number().nonnegative().nullable().default(null),
});

/** Restores that people have tried: told, recorded, taken back. */
export function restoreProofRoutes(app: App, { registry, nowMs }: Parts): void {
  const { sql, audit, visible } = registry;
  const proofs = restoreProofsIn({ sql, audit, nowMs });

  app.get(
    '/api/v1/restore-proofs',
    {
      config: {
        permission: 'targets.read',
        summary: `Restores that were recorded of one backup, newest first; at most ${MOST_PROOFS}.`,
      },
      schema: {
        querystring: z.strictObject({ target: Id }),
        response: { 200: z.strictObject({ proofs: z.array(ProofShape) }) },
      },
    },
    async ({ query, scope }) => {
      const target = visible.see(scope, query.target);
      if (!target) throw notFound('target', query.target);
      return { proofs: await proofs.list(target.id, MOST_PROOFS) };
    },
  );

  app.post(
    '/api/v1/restore-proofs',
    {
      config: {
        permission: 'targets.write',
        summary: 'A person records that a backup was restored, and how that went.',
      },
      schema: { body: NewProof, response: { 201: ProofShape } },
    },
    async ({ body, scope, actor, caller }, reply) => {
      const target = visible.see(scope, body.target);
      if (!target) throw notFound('target', body.target);
      const atMs = body.atMs ?? nowMs();
      if (atMs > nowMs()) throw invalid('atMs', 'lies ahead: a restore is recorded once it is done');
      const { outcome, what, tookMs } = body;
      const tester = body.tester || caller?.displayName || actor.who;
      return reply.code(201).send(await proofs.add(actor, target, { atMs, tester, outcome, what, tookMs }));
    },
  );

  app.delete(
    '/api/v1/restore-proofs/:id',
    {
      config: {
        permission: 'targets.write',
        summary: 'Takes a record of a restore back; the audit keeps it.',
      },
      schema: { params: IdParams, response: { 204: NoContent } },
    },
    async ({ params, scope, actor }, reply) => {
      const of = await proofs.targetOf(params.id);
      const target = of === undefined ? undefined : visible.see(scope, of);
      if (!target || !(await proofs.remove(actor, target, params.id)))
        throw notFound('restore proof', params.id);
      return reply.code(204).send();
    },
  );
}
