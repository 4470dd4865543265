import * as z from 'zod';
import { boardMetrics } from '#collector/boards/board-metrics.ts';
import { shippedBoards } from '#collector/boards/shipped-boards.ts';
import { meaningOf } from '#collector/explore/describe.ts';
import { changedMeanwhile, forbidden, invalid, limitReached, notFound } from '#collector/http/api-error.ts';
import type { App } from '#collector/http/zod-routes.ts';
import { EVERYWHERE, inScope, type Scope } from '#collector/people/caller.ts';
import {
  BOARDS_PER_ORGANISATION,
  Board,
  BoardEntry,
  ImportPreview,
  KeptBoard,
  ShippedBoard,
} from '#protocol/board.ts';
import type { Parts } from './parts.ts';
import { Id, IdParams, NoContent } from './shapes.ts';

const Wanted = z.strictObject({
  organisation: z.union([z.literal(EVERYWHERE), Id]).describe('`*`: of everybody'),
  board: Board,
});

/** Boards that people make, and those that are brought along. */
export function boardRoutes(app: App, { registry, sending }: Parts): void {
  const { boards, organisations } = registry;

  app.get(
    '/api/v1/boards',
    {
      config: {
        permission: 'targets.read',
        summary: 'Boards that the caller may see, by name, and those to copy.',
      },
      schema: {
        response: {
          200: z.strictObject({
            boards: z.array(BoardEntry),
            shipped: z.array(ShippedBoard.omit({ board: true }).extend({ panels: z.number() })),
          }),
        },
      },
    },
    async (request) => ({
      boards: await boards.list(request.scope),
      shipped: shippedBoards.map(({ id, title, board }) => ({ id, title, panels: board.panels.length })),
    }),
  );

  app.get(
    '/api/v1/boards/:id',
    {
      config: { permission: 'targets.read', summary: 'One board.' },
      schema: { params: IdParams, response: { 200: KeptBoard } },
    },
    (request) => see(request.scope, request.params.id),
  );

  app.get(
    '/api/v1/boards/shipped/:id',
    {
      config: { permission: 'targets.read', summary: 'One of the boards to copy.' },
      schema: { params: IdParams, response: { 200: ShippedBoard } },
    },
    async (request) => {
      const { id } = request.params;
      const found = shippedBoards.find((shipped) => shipped.id === id);
      if (!found) throw notFound('shipped board', id);
      return found;
    },
  );

  app.post(
    '/api/v1/boards',
    {
      config: { permission: 'boards.write', summary: 'Makes a board.' },
      schema: { body: Wanted, response: { 201: KeptBoard } },
    },
    async (request, reply) => {
      const { organisation, board } = request.body;
      await refuseForeign(request.scope, organisation);
      const found = await boards.countIn(organisation);
      if (found >= BOARDS_PER_ORGANISATION)
        throw limitReached('boards', { found, allowed: BOARDS_PER_ORGANISATION });
      reply.code(201);
      return boards.create(request.actor, organisation, board);
    },
  );

  app.put(
    '/api/v1/boards/:id',
    {
      config: { permission: 'boards.write', summary: 'Changes a board that is still at the revision named.' },
      schema: {
        params: IdParams,
        body: z.strictObject({ revision: z.int().min(1), board: Board }),
        response: { 200: KeptBoard },
      },
    },
    async (request) => {
      const { revision, board } = request.body;
      const before = await mine(request.scope, request.params.id);
      const after = await boards.change(request.actor, before, revision, board);
      if (after) return after;
      const now = await see(request.scope, request.params.id);
      throw changedMeanwhile(`board ${now.board.name}`, revision, now);
    },
  );

  app.delete(
    '/api/v1/boards/:id',
    {
      config: { permission: 'boards.write', summary: 'Removes a board.' },
      schema: { params: IdParams, response: { 204: NoContent } },
    },
    async (request, reply) => {
      await boards.remove(request.actor, await mine(request.scope, request.params.id));
      return reply.code(204).send(undefined);
    },
  );

  app.post(
    '/api/v1/boards/preview',
    {
      config: {
        permission: 'boards.write',
        summary: 'What the import of a board would do; nothing is changed.',
      },
      schema: { body: Wanted, response: { 200: ImportPreview } },
    },
    async (request) => {
      const { organisation, board } = request.body;
      await refuseForeign(request.scope, organisation);
      const there = await boards.named(organisation, board.name);
      const sent = new Set<string>();
      for (const { columns } of sending()) for (const { metric } of columns) sent.add(metric);
      return {
        name: board.name,
        panels: board.panels.length,
        deed: there ? ('replaces' as const) : ('new' as const),
        replaces: there
          ? { id: there.id, revision: there.revision, panels: there.board.panels.length }
          : null,
        unknownMetrics: boardMetrics(board).filter((metric) => !meaningOf(metric) && !sent.has(metric)),
      };
    },
  );

  async function see(scope: Scope, id: string): Promise<KeptBoard> {
    const board = await boards.get(scope, id);
    if (!board) throw notFound('board', id);
    return board;
  }

  /** One that the caller may change: those of everybody need a scope of everywhere. */
  async function mine(scope: Scope, id: string): Promise<KeptBoard> {
    const board = await see(scope, id);
    if (inScope(scope, board.organisation)) return board;
    throw forbidden('you may not change a board of this organisation', { permission: 'boards.write' });
  }

  async function refuseForeign(scope: Scope, organisation: string): Promise<void> {
    const exists = organisation === EVERYWHERE || (await organisations.get(organisation)) !== undefined;
    if (!exists || !inScope(scope, organisation))
      throw invalid('organisation', `there is no organisation ${organisation} in which you may do this`);
  }
}
