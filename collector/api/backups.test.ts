import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBackupBook } from '#collector/backup/backup-book.ts';
import { BackupRun, BackupState, RestoreTest } from '#protocol/backup.ts';
import { type TestWorld, testWorld } from './test-world.ts';

let world: TestWorld;
beforeAll(async () => {
  world = await testWorld();
});
afterAll(() => world.close());

const run = (atMs: number, failure: BackupRun['failure']) => ({
  atMs,
  tookMs: 2_000,
  by: '',
  folder: '/mnt/backups',
  point: failure ? '' : `point-${atMs}`,
  failure,
  detail: failure && 'the disk is full',
  bytes: 10,
  newBytes: 4,
  files: 3,
});

test('backups and tests are listed newest first, page by page, with how they stand', async () => {
  const book = openBackupBook(world.ledger.sql);
  for (const [atMs, failure] of [
    [1, ''],
    [2, ''],
    [3, 'disk_full'],
    [4, 'disk_full'],
  ] as const)
    await book.addRun(run(atMs, failure));
  await book.addTest({
    atMs: 2,
    tookMs: 1,
    by: 'command',
    folder: '/mnt/backups',
    point: 'point-2',
    passed: false,
    differences: [{ code: 'object_missing', what: 'ledger.sqlite', detail: 'it is gone' }],
    checked: null,
  });

  const { body: first } = await world.ask(world.admin, 'GET', '/api/v1/backups?limit=3');
  const { body: second } = await world.ask(
    world.admin,
    'GET',
    `/api/v1/backups?limit=3&cursor=${first.next}`,
  );
  const { body: tested } = await world.ask(world.admin, 'GET', '/api/v1/backups/tests');

  expect(first.backups.map(({ atMs }: BackupRun) => atMs)).toEqual([4, 3, 2]);
  expect(second.backups).toEqual([BackupRun.parse({ ...run(1, ''), isThere: true })]);
  expect(second.next).toBeNull();
  expect(BackupState.parse(first.state)).toMatchObject({
    folder: '',
    samples: 'included',
    running: null,
    last: { atMs: 2 },
    failures: 2,
    nextAtMs: null,
    lastTest: { passed: false, point: 'point-2' },
  });
  expect(tested.tests.map((each: unknown) => RestoreTest.parse(each))).toMatchObject([
    { point: 'point-2', differences: [{ code: 'object_missing' }] },
  ]);
});

test('who may only look begins none, and nobody does without a folder', async () => {
  const auditor = await world.person('auditor', [{ organisation: '*', role: 'auditor' }]);
  const operator = await world.person('operator', [{ organisation: 'default', role: 'operator' }]);

  expect((await world.ask(auditor, 'GET', '/api/v1/backups')).status).toBe(200);
  expect((await world.ask(auditor, 'POST', '/api/v1/backups')).status).toBe(403);
  // Not everywhere: a backup holds what all organisations have.
  expect((await world.ask(operator, 'GET', '/api/v1/backups')).status).toBe(403);
  expect(await world.ask(world.admin, 'POST', '/api/v1/backups')).toMatchObject({
    status: 409,
    body: { code: 'no_backup_folder' },
  });
  expect((await world.ask(world.admin, 'DELETE', '/api/v1/backups/running')).status).toBe(404);
});
