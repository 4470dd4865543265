import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { JOB_STATES } from '#protocol/job.ts';
import type { JobRun } from '#protocol/job-run.ts';
import { type Answer, type TestWorld, testWorld } from './test-world.ts';

const HOUR_MS = 3_600_000;
const at = (text: string) => Date.parse(`2026-${text}+08:00`);
const REPORTS = { schedule: { kind: 'daily', days: 'working', by: '16:00' } };

let world: TestWorld;
beforeEach(async () => {
  world = await testWorld();
  // A Sunday.
  world.clock.nowMs = at('03-01T12:00:00');
});
afterEach(() => world.close());

const ask = (method: string, url: string, body?: unknown) => world.ask(world.admin, method, url, body);

async function make(name: string, definition: unknown): Promise<{ id: string; token: string }> {
  return (await ask('POST', '/api/v1/jobs', { name, definition })).body;
}

/** A beat as a job sends it: without a session. */
function beat(token: string, path = '', body?: string): Promise<Answer> {
  return send(`/api/v1/beats/${token}${path}`, body);
}

async function send(url: string, body?: string): Promise<Answer> {
  const response = await world.app.inject({
    method: body === undefined ? 'GET' : 'POST',
    url,
    ...(body === undefined ? {} : { payload: body, headers: { 'content-type': 'application/octet-stream' } }),
  });
  return { status: response.statusCode, headers: response.headers, body: response.json() };
}

async function stateAt(id: string, nowMs: number): Promise<string> {
  world.clock.nowMs = nowMs;
  world.jobDesk.tick();
  await world.jobDesk.idle();
  return (await ask('GET', `/api/v1/jobs/${id}`)).body.state;
}

describe('a job', () => {
  test('is made with a token that is told once, listed, changed and removed', async () => {
    const made = await ask('POST', '/api/v1/jobs', { name: 'reports', owner: 'desk', definition: REPORTS });

    expect(made).toMatchObject({
      status: 201,
      body: { name: 'reports', owner: 'desk', state: 'waiting', next: { dueMs: at('03-02T16:00:00') } },
    });
    expect(made.body.token).toMatch(/^wb_/);
    const { id } = made.body;
    const listed = (await ask('GET', '/api/v1/jobs?state=waiting&search=REP')).body.jobs;
    expect(listed).toMatchObject([{ id, calendarKnown: true }]);
    expect(JSON.stringify(listed)).not.toContain(made.body.token);
    expect((await ask('GET', '/api/v1/jobs?state=late')).body.jobs).toEqual([]);
    expect((await ask('PATCH', `/api/v1/jobs/${id}`, { name: 'reports 2' })).body.name).toBe('reports 2');
    expect((await ask('DELETE', `/api/v1/jobs/${id}`)).status).toBe(204);
    expect((await ask('GET', `/api/v1/jobs/${id}`)).status).toBe(404);
    expect((await beat(made.body.token)).status).toBe(404);
    expect(world.deleted).toEqual([id]);
  });

  test('is listed page by page', async () => {
    for (const name of ['a', 'b', 'c']) await make(name, REPORTS);

    const first = (await ask('GET', '/api/v1/jobs?limit=2')).body;
    const second = (await ask('GET', `/api/v1/jobs?limit=2&cursor=${first.next}`)).body;

    expect([...first.jobs, ...second.jobs].map(({ name }: { name: string }) => name)).toEqual([
      'a',
      'b',
      'c',
    ]);
    expect(second.next).toBeNull();
  });

  test.each([
    [{ kind: 'cron', expression: '0 0 31 2 *' }, 'never comes: there is no such day'],
    [{ kind: 'cron', expression: 'hourly' }, 'the cron expression "hourly" is none'],
    [{ kind: 'daily', by: '25:00' }, 'a time of day such as 16:00'],
    [{ kind: 'after', job: 'nobody' }, 'there is no job nobody in this organisation'],
  ])('%j is refused', async (schedule, why) => {
    const { status, body } = await ask('POST', '/api/v1/jobs', { name: 'x', definition: { schedule } });

    expect(status).toBe(400);
    expect(body.message).toContain(why);
  });

  test('that would wait for itself is refused', async () => {
    const first = await make('first', REPORTS);
    const second = await make('second', { schedule: { kind: 'after', job: first.id } });

    const { status, body } = await ask('PATCH', `/api/v1/jobs/${first.id}`, {
      definition: { schedule: { kind: 'after', job: second.id } },
    });

    expect(status).toBe(400);
    expect(body.message).toContain('jobs would wait for each other');
  });

  test('has ready-made forms, each of which can be taken as it is', async () => {
    const { templates } = (await ask('GET', '/api/v1/jobs/templates')).body;
    const other = await make('other', REPORTS);

    for (const { id, definition } of templates) {
      const { schedule } = definition;
      const wanted =
        schedule.kind === 'after' ? { ...definition, schedule: { ...schedule, job: other.id } } : definition;
      expect((await ask('POST', '/api/v1/jobs', { name: id, definition: wanted })).status, id).toBe(201);
    }
  });
});

describe('reports by 16:00 on every working day', () => {
  test('are met at the very second, and late after it, until they come', async () => {
    const { id, token } = await make('reports', REPORTS);
    const other = await make('others', REPORTS);
    world.clock.nowMs = at('03-02T16:00:00');
    expect((await beat(token)).body).toEqual({ ok: true });

    expect(await stateAt(id, at('03-02T16:00:00'))).toBe('ok');
    expect(await stateAt(other.id, at('03-02T16:00:00'))).toBe('waiting');
    expect(await stateAt(other.id, at('03-02T16:00:00') + 1)).toBe('late');
    world.clock.nowMs = at('03-02T17:00:00');
    await beat(other.token, '/success');
    expect(await stateAt(other.id, at('03-02T17:00:00'))).toBe('ok');
    const { windows90 } = (await ask('GET', `/api/v1/jobs/${other.id}`)).body;
    expect(windows90).toEqual({ met: 0, late: 1, poor: 0, failed: 0, missing: 0, unseen: 0 });
  });

  test('leave the proof of ninety days behind', async () => {
    const { id, token } = await make('reports', REPORTS);
    for (let day = 0; day < 30; day++) {
      world.clock.nowMs = at('03-02T10:00:00') + day * 24 * HOUR_MS;
      if (day % 7 < 5 && day !== 8) await beat(token);
      if (day === 8) await beat(token, '/failure?exit=3', 'disk full');
      await stateAt(id, world.clock.nowMs + 13 * HOUR_MS);
    }

    const { windows90, windows, runs } = (await ask('GET', `/api/v1/jobs/${id}`)).body;

    expect(windows90).toEqual({ met: 21, late: 0, poor: 0, failed: 1, missing: 0, unseen: 0 });
    expect(windows).toHaveLength(22);
    expect(windows[0]).toMatchObject({ outcome: 'met', dueMs: at('03-31T16:00:00') });
    expect(runs.find(({ outcome }: { outcome: string }) => outcome === 'failed')).toMatchObject({
      exitCode: 3,
      output: 'disk full',
    });
  });

  test('are expected on a make-up workday as the organisation says', async () => {
    const url = '/api/v1/organisations/default/calendar';
    const { id } = await make('reports', REPORTS);

    expect((await ask('GET', `/api/v1/jobs/${id}`)).body.next.dueMs).toBe(at('03-02T16:00:00'));
    const put = await ask('PUT', url, { own: [{ day: '2026-03-02', working: false, note: 'moving house' }] });

    expect(put.body).toMatchObject({ own: [{ day: '2026-03-02', working: false }], missing: [2027] });
    expect(put.body.years.map(({ year }: { year: number }) => year)).toEqual([2024, 2025, 2026]);
    expect((await ask('GET', `/api/v1/jobs/${id}`)).body.next.dueMs).toBe(at('03-03T16:00:00'));
    expect((await ask('PUT', url, { own: [{ day: '2026-02-30', working: true }] })).status).toBe(400);
  });
});

describe('a beat', () => {
  test('starts a run and ends it, with what it produced and the end of its output', async () => {
    const { id, token } = await make('backup', REPORTS);
    await beat(token, '/start?run=r1');
    expect((await ask('GET', `/api/v1/jobs/${id}`)).body).toMatchObject({
      state: 'running',
      runningSinceMs: world.clock.nowMs,
    });
    world.clock.nowMs += 60_000;

    await beat(token, '/success?run=r1&bytes=1000&files=2&exit=0', `${'x'.repeat(9_000)}done`);

    const { state, runs, lastSuccess } = (await ask('GET', `/api/v1/jobs/${id}`)).body;
    expect([state, runs.length]).toEqual(['ok', 1]);
    expect(lastSuccess).toEqual({
      atMs: world.clock.nowMs,
      durationMs: 60_000,
      bytes: 1_000,
      files: 2,
      count: null,
    });
    expect(runs[0].output).toHaveLength(4_096);
    expect(runs[0].output.endsWith('xdone')).toBe(true);
  });

  test.each([
    ['?exit=0', 'ok'],
    ['?exit=1', 'failed'],
    ['/success?exit=1', 'ok'],
    ['/failure', 'failed'],
    ['', 'ok'],
  ])('to %s makes the job %s', async (path, state) => {
    const { id, token } = await make('backup', REPORTS);

    await beat(token, path);

    expect((await ask('GET', `/api/v1/jobs/${id}`)).body.state).toBe(state);
  });

  test('that is sent twice, too late or out of order changes nothing that was right', async () => {
    const { id, token } = await make('backup', REPORTS);
    world.clock.nowMs = at('03-02T15:00:00');
    await beat(token, '/success?run=r1&duration=60');
    await beat(token, '/success?run=r1&duration=60');
    await beat(token, '/start?run=r1&age=60');
    await beat(token, '/failure?run=r0&age=3600', 'first try');

    const { state, runs } = (await ask('GET', `/api/v1/jobs/${id}`)).body;
    expect(state).toBe('ok');
    expect(runs.map(({ outcome, startedAtMs }: Record<string, unknown>) => [outcome, startedAtMs])).toEqual([
      ['failed', null],
      ['good', at('03-02T14:59:00')],
    ]);
  });

  test('that was spooled meets the window in which it happened', async () => {
    const { id, token } = await make('backup', REPORTS);
    expect(await stateAt(id, at('03-03T09:00:00'))).toBe('missing');

    await beat(token, `/success?run=r1&age=${18 * 3_600}`);

    const { state, windows90, windows } = (await ask('GET', `/api/v1/jobs/${id}`)).body;
    expect([state, windows90.missing, windows90.met]).toEqual(['ok', 0, 1]);
    expect(windows[0].metMs).toBe(at('03-02T15:00:00'));
  });

  test('with a token of nobody learns nothing, and is slowed', async () => {
    const answers = [];
    for (let count = 0; count < 32; count++) answers.push(await beat('wb_nobody', '/success'));

    expect(answers[0].body).toMatchObject({ status: 404, message: 'there is nothing here' });
    expect(answers.at(-1)).toMatchObject({ status: 429, body: { code: 'too_many' } });
    expect(answers.at(-1)?.headers['retry-after']).toBeDefined();
  });

  test('that comes too often is put off, and not for other jobs', async () => {
    const [noisy, quiet] = [await make('noisy', REPORTS), await make('quiet', REPORTS)];
    const statuses = new Set<number>();
    for (let count = 0; count < 70; count++) statuses.add((await beat(noisy.token)).status);

    expect([...statuses]).toEqual([200, 429]);
    expect((await beat(quiet.token)).status).toBe(200);
  });

  test('with more output than is read is refused', async () => {
    const { token } = await make('chatty', REPORTS);

    expect(await beat(token, '/success', 'x'.repeat(1_100_000))).toMatchObject({
      status: 413,
      body: { code: 'too_large' },
    });
  });

  test('of a token that was renewed opens nothing', async () => {
    const { id, token } = await make('backup', REPORTS);
    const renewed = (await ask('POST', `/api/v1/jobs/${id}/token`)).body.token;

    expect((await beat(token)).status).toBe(404);
    expect((await beat(renewed)).status).toBe(200);
  });
});

describe('a run that a probe has seen', () => {
  const run = (phase: JobRun['phase'], atMs: number, more = {}): JobRun => ({ phase, atMs, ...more });
  const take = (target: string, key: string, position: number, timeMs: number, data: JobRun) =>
    world.registry.records.take([{ position, timeMs, record: { target, kind: 'job_run', key, data } }]);

  test('belongs to the job that waits for it, by target and name of the watch', async () => {
    const host = (await ask('POST', '/api/v1/targets', { kind: 'server', name: 'db-1' })).body.id;
    const watched = await make('dump', { ...REPORTS, feed: { kind: 'probe', target: host, key: 'dump' } });
    const own = await make('query', { ...REPORTS, feed: { kind: 'probe' } });
    const nowMs = world.clock.nowMs;

    await take(host, 'dump', 1, nowMs, run('succeeded', nowMs - 5, { bytes: 7 }));
    await take(host, 'other', 2, nowMs, run('failed', nowMs));
    await take(own.id, '', 3, nowMs, run('failed', nowMs + HOUR_MS));

    expect(watched.token).toBeNull();
    expect((await ask('GET', `/api/v1/jobs/${watched.id}`)).body).toMatchObject({
      state: 'ok',
      lastSuccess: { bytes: 7 },
    });
    // Its clock is wrong: it has not happened after it was seen.
    expect((await ask('GET', `/api/v1/jobs/${own.id}`)).body).toMatchObject({
      state: 'failed',
      lastEndedAtMs: nowMs,
    });
    expect((await ask('POST', `/api/v1/jobs/${own.id}/token`)).status).toBe(409);
  });

  test('counts once, however often the journal is read', async () => {
    const { id } = await make('query', { ...REPORTS, feed: { kind: 'probe' } });
    const nowMs = world.clock.nowMs;
    for (let round = 0; round < 2; round++) {
      await take(id, '', 1, nowMs, run('succeeded', nowMs - 10));
      await take(id, '', 2, nowMs, run('succeeded', nowMs - 5));
    }

    expect((await ask('GET', `/api/v1/jobs/${id}/runs`)).body.runs).toHaveLength(2);
    expect(world.registry.jobs.get(id) && (await world.registry.jobs.counts(id))).toEqual({
      successes: 2,
      failures: 0,
    });
  });
});

test('a step is expected when the job before it has succeeded', async () => {
  const load = await make('load', REPORTS);
  const step = await make('reconcile', { schedule: { kind: 'after', job: load.id, withinMs: 1_800_000 } });
  const nowMs = world.clock.nowMs;
  expect(await stateAt(step.id, nowMs + HOUR_MS)).toBe('waiting');
  await beat(load.token);

  expect(await stateAt(step.id, nowMs + HOUR_MS + 1_800_000)).toBe('waiting');
  expect(await stateAt(step.id, nowMs + HOUR_MS + 1_800_001)).toBe('late');
  await beat(step.token);
  expect(await stateAt(step.id, world.clock.nowMs)).toBe('ok');
});

test('a restore test is recorded by a person, with a note, and late before the quarter ends', async () => {
  const definition = { schedule: { kind: 'quarterly', daysBeforeEnd: 14 } };
  const { id } = await make('restore test', definition);
  const url = `/api/v1/jobs/${id}/runs`;
  expect(await stateAt(id, at('03-18T08:00:00'))).toBe('late');

  const refused = await ask('POST', url, {
    phase: 'succeeded',
    note: 'x',
    atMs: world.clock.nowMs + HOUR_MS,
  });
  const recorded = await ask('POST', url, {
    phase: 'succeeded',
    note: 'restored to host t1, 42 tables equal',
  });

  expect(refused.status).toBe(400);
  expect(recorded).toMatchObject({
    status: 201,
    body: { state: 'ok', next: { dueMs: at('06-17T00:00:00') } },
  });
  expect((await ask('GET', url)).body.runs).toMatchObject([
    { toldBy: 'person:admin', note: 'restored to host t1, 42 tables equal' },
  ]);
  const audited = (await ask('GET', '/api/v1/audit')).body.entries.map(
    ({ action }: { action: string }) => action,
  );
  expect(audited).toContain('job.run');
});

test('a success that is too small says what was found and what is the least', async () => {
  const { id, token } = await make('backup', { ...REPORTS, expect: { small: { shareOfMedian: 0.5 } } });
  for (const bytes of [100, 110, 120]) {
    world.clock.nowMs += 1_000;
    await beat(token, `?bytes=${bytes}`);
  }
  world.clock.nowMs += 1_000;
  await beat(token, '?bytes=54');

  const { state, params } = (await ask('GET', `/api/v1/jobs/${id}`)).body;
  expect([state, params.found, params.least]).toEqual(['too_small', 54, 55]);
  world.clock.nowMs += 1_000;
  await beat(token, '?bytes=60');
  expect((await ask('GET', `/api/v1/jobs/${id}`)).body.state).toBe('ok');
});

test('while it is paused nothing is expected, and afterwards only what begins then', async () => {
  const { id } = await make('reports', REPORTS);
  const pause = (paused: boolean) => ask('POST', `/api/v1/jobs/${id}/pause`, { paused, reason: 'moving' });
  expect((await pause(true)).body).toMatchObject({ state: 'paused', paused: { reason: 'moving' } });
  expect(await stateAt(id, at('03-05T12:00:00'))).toBe('paused');

  expect((await pause(false)).body).toMatchObject({
    state: 'waiting',
    paused: null,
    next: { dueMs: at('03-06T16:00:00') },
  });
});

test('another schedule is judged from now on, whatever the one before had met', async () => {
  const { id, token } = await make('copy', { schedule: { kind: 'monthly', on: 'last' } });
  await beat(token);
  const changed = await ask('PATCH', `/api/v1/jobs/${id}`, { definition: REPORTS });

  expect(changed.body.next.dueMs).toBe(at('03-02T16:00:00'));
  expect(await stateAt(id, at('03-02T16:00:01'))).toBe('late');
});

test('what is told to the journal is the figures, at once when a state changes and every minute', async () => {
  const { id, token } = await make('backup', REPORTS);
  await beat(token, '?bytes=7');
  await world.jobDesk.idle();
  const told = () => world.jobRows.filter((row) => row.id === id).map(({ values }) => JOB_STATES[values[0]]);
  expect(told().at(-1)).toBe('ok');
  const before = told().length;

  world.clock.nowMs += 60_000;
  world.jobDesk.tick();
  await world.jobDesk.idle();

  expect(told()).toHaveLength(before + 1);
  expect(world.jobRows.at(-1)?.values[4]).toBe(7);
});
