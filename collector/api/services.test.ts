import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { certificateStates, pageStates } from '#protocol/vocabulary/web.ts';
import { type TestWorld, testWorld } from './test-world.ts';

const DAY_MS = 86_400_000;
const GIB = 1024 ** 3;
const NOW_MS = Date.parse('2026-03-04T12:00:00+08:00');

let world: TestWorld;
const ids: Record<string, string> = {};
let other: string;
const ask = (method: string, url: string, body?: unknown) => world.ask(world.admin, method, url, body);

/** A series whose values lie six hours apart, the newest now. */
function series(target: string, metric: string, values: number[], labels: Record<string, string> = {}): void {
  const timesMs = Float64Array.from(values, (_, at) => NOW_MS - (values.length - 1 - at) * (DAY_MS / 4));
  world.series.push({ target, metric, labels, timesMs, values: Float64Array.from(values) });
}

beforeAll(async () => {
  world = await testWorld();
  world.clock.nowMs = NOW_MS;
  other = (await ask('POST', '/api/v1/organisations', { name: 'Other' })).body.id;
  const make = async (name: string, kind: string, organisation = 'default') => {
    ids[name] = (await ask('POST', '/api/v1/targets', { name, kind, organisation })).body.id;
  };
  for (const [name, kind] of [
    ['his-db', 'database'],
    ['his-web', 'page'],
    ['portal', 'page'],
    ['node-1', 'server'],
  ])
    await make(name as string, kind as string);
  await make('far-db', 'database', other);
  const system = {
    id: 'group-his',
    organisation: 'default',
    name: 'HIS',
    isSystem: true,
    select: { nameLike: 'his*' },
  };
  await ask('PUT', '/api/v1/groups/group-his', system);
  await ask('PUT', '/api/v1/groups/group-bare', {
    ...system,
    id: 'group-bare',
    name: 'Bare',
    select: { nameLike: 'bare' },
  });

  const {
    'his-db': db,
    'far-db': far,
    'his-web': page,
    portal,
    'node-1': node,
  } = ids as Record<string, string>;
  const users = { space: 'USERS', type: 'tablespace' };
  series(
    db,
    'database_space.used_bytes',
    [80, 81, 82, 83, 84, 85, 86, 87, 88].map((n) => n * GIB),
    users,
  );
  series(db, 'database_space.limit_bytes', [100 * GIB], users);
  series(db, 'database_space.used_percent', [88], users);
  series(db, 'database_space.used_bytes', [95 * GIB], { space: 'TEMP', type: 'temporary' });
  series(db, 'database.sessions', [42]);
  series(db, 'database_replication.lag_seconds', [3], { peer: 'a' });
  series(db, 'database_replication.lag_seconds', [90], { peer: 'b' });
  series(db, 'database_backup.age_seconds', [7_200], { database: 'his', type: 'full' });
  series(far, 'database_space.used_bytes', [GIB], users);
  series(
    node,
    'disk.used',
    [5, 6, 7, 8, 9, 10].map((n) => n * GIB),
    { path: '/', fstype: 'ext4', device: 'sda1' },
  );
  series(node, 'disk.free', [2 * GIB], { path: '/', fstype: 'ext4', device: 'sda1' });
  series(page, 'http_response.response_time', [0.2, 0.3]);
  series(page, 'page.state', [pageStates.altered.code]);
  series(page, 'site.column_state', [1], { column: 'News' });
  series(page, 'certificate.days_left', [20]);
  series(page, 'certificate.state', [certificateStates.ok.code]);
  const data = {
    fingerprint: 'AA',
    subject: 'CN=his',
    issuer: 'CN=CA',
    valid_to: new Date(NOW_MS + 20 * DAY_MS).toISOString(),
  };
  await world.registry.records.take(
    [page, portal].map((target, position) => ({
      position: position + 1,
      timeMs: NOW_MS,
      record: { target, kind: 'certificate', key: '', data },
    })),
  );
});
afterAll(() => world?.close());

describe('databases', () => {
  test('are told with their spaces by days until full, in one request', async () => {
    const { body } = await ask('GET', '/api/v1/databases?organisation=default');

    expect(body.databases).toMatchObject([
      { targetName: 'his-db', sessions: 42, lagSeconds: 90, systems: [{ name: 'HIS' }] },
    ]);
    expect(body).toMatchObject({ total: 2, waiting: 0 });
    expect(body.spaces).toMatchObject([
      { name: 'USERS', code: 'grows', growth: 'grows', usedPercent: 88, isOld: false },
      { name: 'TEMP', code: 'passing', days: null },
    ]);
    expect(body.spaces[0].days).toBeCloseTo(3, 1);
  });

  test('are narrowed by system and words, listed up to a limit, and kept inside the scope', async () => {
    expect((await ask('GET', '/api/v1/databases?limit=1')).body).toMatchObject({ total: 3, spaces: [{}] });
    expect((await ask('GET', '/api/v1/databases?system=group-his&search=HIS')).body.total).toBe(2);
    expect((await ask('GET', '/api/v1/databases?search=nothing')).body.databases).toEqual([]);
    const viewer = await world.person('other-viewer', [{ organisation: other, role: 'viewer' }]);
    const { body } = await world.ask(viewer, 'GET', '/api/v1/databases');
    expect(body.databases.map(({ targetName }: { targetName: string }) => targetName)).toEqual(['far-db']);
    expect((await world.ask(viewer, 'GET', '/api/v1/databases?system=group-his')).body.databases).toEqual([]);
  });

  test('and so are the file systems of machines', async () => {
    const { body } = await ask('GET', '/api/v1/disks');

    expect(body.spaces).toMatchObject([
      { targetName: 'node-1', name: '/', type: 'ext4', limitBytes: 12 * GIB, code: 'grows' },
    ]);
    expect(body.spaces[0].days).toBeCloseTo(0.5, 1);
  });
});

describe('certificates and pages', () => {
  test('a certificate on two targets is told once, with both places', async () => {
    const { body } = await ask('GET', '/api/v1/certificates');

    expect(body).toMatchObject({ renewDays: 30, certificates: [{ fingerprint: 'AA', state: 'ok' }] });
    expect(
      body.certificates[0].places.map(({ targetName }: { targetName: string }) => targetName).sort(),
    ).toEqual(['his-web', 'portal']);
  });

  test('pages are told with their state, the last day, 30 days and what is not whole', async () => {
    const { body } = await ask('GET', '/api/v1/pages?search=his');

    expect(body.pages).toMatchObject([
      {
        targetName: 'his-web',
        state: 'altered',
        responseSeconds: 0.3,
        columns: [{ name: 'News', state: 'missing' }],
        available30: { downMs: 0 },
        lastOutage: null,
      },
    ]);
    expect(body.pages[0].trail.values).toHaveLength(48);
  });
});

describe('jobs on one day, and backups', () => {
  const BACKUP = { schedule: { kind: 'daily', from: '00:00', by: '08:00' }, purpose: 'backup' };
  let backup: string;

  test('a job has its windows and its runs on the line of the day', async () => {
    world.clock.nowMs = Date.parse('2026-03-03T23:00:00+08:00');
    const made = await ask('POST', '/api/v1/jobs', { name: 'his nightly', definition: BACKUP });
    backup = made.body.id;
    world.clock.nowMs = Date.parse('2026-03-04T02:00:00+08:00');
    const beat = (path: string) =>
      world.app.inject({ method: 'GET', url: `/api/v1/beats/${made.body.token}${path}` });
    await beat('/start?run=a');
    world.clock.nowMs = Date.parse('2026-03-04T03:00:00+08:00');
    await beat('/success?run=a&bytes=1073741824');
    // Somebody looks now and then: a session that nobody uses ends.
    await ask('GET', '/api/v1/session');
    world.clock.nowMs = Date.parse('2026-03-04T12:00:00+08:00');
    await beat('/start?run=b');
    world.jobDesk.tick();
    await world.jobDesk.idle();

    const { body } = await ask('GET', '/api/v1/jobs/day?date=2026-03-04&zone=Asia/Shanghai');

    expect(body).toMatchObject({ date: '2026-03-04', fromMs: Date.parse('2026-03-04T00:00:00+08:00') });
    expect(body.jobs).toMatchObject([
      {
        targetName: 'his nightly',
        state: 'running',
        windows: [{ outcome: 'met', dueMs: Date.parse('2026-03-04T08:00:00+08:00') }],
        runs: [
          { outcome: 'good', startedAtMs: Date.parse('2026-03-04T02:00:00+08:00') },
          { outcome: 'running', endedAtMs: null },
        ],
      },
    ]);
    const tomorrow = (await ask('GET', '/api/v1/jobs/day?date=2026-03-05')).body.jobs[0];
    expect(tomorrow).toMatchObject({ windows: [{ outcome: 'expected' }], runs: [] });
    expect((await ask('GET', '/api/v1/jobs/day?date=2026-02-30')).status).toBe(400);
    expect((await ask('GET', '/api/v1/jobs/day?zone=Nowhere/Land')).status).toBe(400);
  });

  test('backups of jobs and of databases are told with their restores, and what has none is named', async () => {
    const { body } = await ask('GET', '/api/v1/backup-list');

    expect(body.backups).toMatchObject([
      { targetName: 'his nightly', source: 'job', bytes: GIB, sizes: [{ bytes: GIB }], proof: null },
      { targetName: 'his-db', source: 'database', part: 'his · full', lastSuccessMs: NOW_MS - 7_200_000 },
    ]);
    expect(body.uncovered).toEqual([{ id: 'group-bare', name: 'Bare', organisation: 'default' }]);
    expect(body.own).toMatchObject({ folder: '' });
    const viewer = await world.person('viewer', [{ organisation: 'default', role: 'viewer' }]);
    expect((await world.ask(viewer, 'GET', '/api/v1/backup-list')).body.own).toBeNull();
  });

  test('a restore is recorded by hand, told as the newest, audited and taken back', async () => {
    const url = '/api/v1/restore-proofs';
    const said = { target: backup, outcome: 'passed', what: '312 tables compared', tookMs: 60_000 };
    await ask('POST', url, { ...said, atMs: NOW_MS - 9 * DAY_MS, tester: 'Wang' });
    const made = await ask('POST', url, said);

    expect(made).toMatchObject({ status: 201, body: { outcome: 'passed', recordedBy: 'admin' } });
    const listed = (await ask('GET', '/api/v1/backup-list')).body.backups[0];
    expect(listed.proof).toMatchObject({ id: made.body.id, what: '312 tables compared' });
    expect((await ask('GET', `${url}?target=${backup}`)).body.proofs).toHaveLength(2);
    expect((await ask('POST', url, { ...said, atMs: NOW_MS + DAY_MS })).status).toBe(400);
    const viewer = await world.person('only-looks', [{ organisation: 'default', role: 'viewer' }]);
    expect((await world.ask(viewer, 'POST', url, said)).status).toBe(403);
    expect((await ask('DELETE', `${url}/${made.body.id}`)).status).toBe(204);
    expect((await ask('DELETE', `${url}/${made.body.id}`)).status).toBe(404);
    const deeds = (await ask('GET', '/api/v1/audit?limit=50')).body.entries.map(
      ({ action }: { action: string }) => action,
    );
    expect(deeds).toContain('restore_proof.create');
    expect(deeds).toContain('restore_proof.remove');
  });
});
