import * as z from 'zod';
import { backupReader, SIZES } from '#collector/backup-list/read-backups.ts';
import { restoreProofsIn } from '#collector/backup-list/restore-proofs.ts';
import type { App } from '#collector/http/zod-routes.ts';
import { scopeOf } from '#collector/people/caller.ts';
import { BackupState } from '#protocol/backup.ts';
import { JOB_STATES } from '#protocol/job.ts';
import type { Parts } from './parts.ts';
import { ProofShape } from './restore-proofs.ts';
import { PlaceShape, seenTargets, TargetFilter } from './seen-targets.ts';

const MOST_BACKUPS = 2_000;

const at = z.number().nullable();
const BackupShape = z.strictObject({
  ...PlaceShape,
  source: z.enum(['job', 'database']).describe('a job of its own, or the own records of a database'),
  part: z.string().describe('of a database: which one, and full, differential or log'),
  jobState: z.enum(JOB_STATES).nullable(),
  result: z.string().nullable().describe('of a database: what became of its last backup'),
  lastSuccessMs: at,
  lastEndedMs: at,
  nextDueMs: at,
  bytes: at,
  files: at.describe('how many are kept, where its watch counts them'),
  sizes: z
    .array(z.strictObject({ atMs: z.number(), bytes: at }))
    .describe(`of the last ${SIZES} successes, oldest first`),
  proof: ProofShape.nullable().describe('the newest restore that somebody recorded for it'),
});
const TestShape = z.strictObject({
  ...PlaceShape,
  state: z.enum(JOB_STATES),
  lastSuccessMs: at,
  nextDueMs: at,
  newest: z
    .strictObject({ atMs: z.number(), outcome: z.string(), note: z.string(), toldBy: z.string() })
    .nullable(),
});

/** Whether every backup is fresh, and whether it was ever restored. */
export function backupListRoutes(app: App, { registry, jobDesk, backups, newest, nowMs }: Parts): void {
  const { jobs, sql, audit, targets } = registry;
  const { find, placer, systemsIn } = seenTargets(registry);
  const reader = backupReader({ jobs, targets, sql, jobDesk, newest });
  const proofs = restoreProofsIn({ sql, audit, nowMs });

  app.get(
    '/api/v1/backup-list',
    {
      config: {
        permission: 'targets.read',
        summary: `Backups of everything that is watched, at most ${MOST_BACKUPS}, and when each was last restored.`,
      },
      schema: {
        querystring: TargetFilter,
        response: {
          200: z.strictObject({
            backups: z.array(BackupShape),
            tests: z.array(TestShape).describe('jobs that are restore tests'),
            uncovered: z
              .array(z.strictObject({ id: z.string(), name: z.string(), organisation: z.string() }))
              .describe('systems of which no backup is watched'),
            own: BackupState.nullable().describe('of this collector; null for who may not see it'),
            truncated: z.boolean().describe('there are more: narrow the question'),
          }),
        },
      },
    },
    async ({ query, scope, caller }) => {
      const found = find(scope, query);
      const place = placer(scope);
      const [ofJobs, tests, own] = await Promise.all([
        reader.ofJobs(found, MOST_BACKUPS, place),
        reader.restoreTests(found, MOST_BACKUPS, place),
        caller && scopeOf(caller, 'system.read').everywhere ? backups.state() : null,
      ]);
      const all = [...ofJobs, ...reader.ofDatabases(found, place)];
      const known = await proofs.newest([...new Set(all.map(({ target }) => target))]);
      const covered = new Set(all.flatMap(({ systems }) => systems.map(({ id }) => id)));
      const isWanted = ({ id, organisation }: { id: string; organisation: string }) =>
        (query.organisation === undefined || organisation === query.organisation) &&
        (query.system === undefined || id === query.system);
      return {
        backups: all
          .slice(0, MOST_BACKUPS)
          .map((backup) => ({ ...backup, proof: known.get(backup.target) ?? null })),
        tests,
        uncovered: query.search
          ? []
          : systemsIn(scope)
              .filter((system) => isWanted(system) && !covered.has(system.id))
              .map(({ id, name, organisation }) => ({ id, name, organisation })),
        own,
        truncated: all.length > MOST_BACKUPS,
      };
    },
  );
}
