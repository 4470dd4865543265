import * as z from 'zod';
import { conflict, notFound } from '#collector/http/api-error.ts';
import { cursorOf, limit, toPage } from '#collector/http/paging.ts';
import type { App } from '#collector/http/zod-routes.ts';
import { BackupRun, BackupState, RestoreTest } from '#protocol/backup.ts';
import type { Parts } from './parts.ts';
import { NoContent } from './shapes.ts';

const Begun = z.strictObject({ state: BackupState });
const PageOf = z.strictObject({ cursor: cursorOf(z.number()), limit });

/** Backups of the collector: how they stand, those that were made, and having one made or tested now. */
export function backupRoutes(app: App, { backups }: Parts): void {
  app.get(
    '/api/v1/backups',
    {
      config: {
        permission: 'system.read',
        everywhere: true,
        summary: 'How backups stand, and those that were made or tried, newest first.',
      },
      schema: {
        querystring: PageOf,
        response: {
          200: z.strictObject({
            state: BackupState,
            backups: z.array(BackupRun),
            next: z.string().nullable(),
          }),
        },
      },
    },
    async (request) => {
      const { cursor, limit: size } = request.query;
      const { items, next } = toPage(await backups.runs(cursor, size + 1), size, ({ atMs }) => atMs);
      return { state: await backups.state(), backups: items, next };
    },
  );

  app.get(
    '/api/v1/backups/tests',
    {
      config: {
        permission: 'system.read',
        everywhere: true,
        summary: 'Tests that a backup can be restored, newest first.',
      },
      schema: {
        querystring: PageOf,
        response: { 200: z.strictObject({ tests: z.array(RestoreTest), next: z.string().nullable() }) },
      },
    },
    async (request) => {
      const { cursor, limit: size } = request.query;
      const { items, next } = toPage(await backups.tests(cursor, size + 1), size, ({ atMs }) => atMs);
      return { tests: items, next };
    },
  );

  app.post(
    '/api/v1/backups',
    {
      config: {
        permission: 'system.write',
        everywhere: true,
        summary: 'Begins a backup now, into the folder of the setting `backup.to`.',
      },
      schema: { response: { 202: Begun } },
    },
    async (request, reply) => {
      refuseUnlessBegun(await backups.begin(request.actor));
      return reply.code(202).send({ state: await backups.state() });
    },
  );

  app.post(
    '/api/v1/backups/test',
    {
      config: {
        permission: 'system.write',
        everywhere: true,
        summary:
          'Begins a test now that the newest backup can be restored, in a place that is removed again.',
      },
      schema: { response: { 202: Begun } },
    },
    async (request, reply) => {
      refuseUnlessBegun(await backups.beginTest(request.actor));
      return reply.code(202).send({ state: await backups.state() });
    },
  );

  app.delete(
    '/api/v1/backups/running',
    {
      config: {
        permission: 'system.write',
        everywhere: true,
        summary: 'Cancels the backup or test that runs.',
      },
      schema: { response: { 204: NoContent } },
    },
    async (request, reply) => {
      if (!(await backups.cancel(request.actor))) throw notFound('backup', 'running');
      return reply.code(204).send();
    },
  );
}

function refuseUnlessBegun(answer: 'begun' | 'running' | 'no_folder'): void {
  if (answer === 'running')
    throw conflict('backup_running', 'a backup or a test of one is running; its end has to come first');
  if (answer === 'no_folder')
    throw conflict('no_backup_folder', 'the setting "backup.to" names no folder for backups');
}
