import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Answer, type TestWorld, testWorld } from '#collector/api/test-world.ts';
import { SESSION_COOKIE } from '#collector/http/access.ts';
import { buildNamed } from '#collector/http/pages-build.ts';
import { viewerOf } from '#collector/people/viewer-of.ts';
import { defaultWallView } from '#protocol/wall.ts';
import { Walls } from './walls.ts';

let world: TestWorld;
const hall = { name: 'Hall', organisation: 'default', view: defaultWallView('zh-CN') };

beforeAll(async () => {
  world = await testWorld();
});
afterAll(() => world.close());

async function make(): Promise<{ id: string; token: string }> {
  const { status, body } = await world.ask(world.admin, 'POST', '/api/v1/walls', hall);
  expect(status).toBe(201);
  return body;
}

function exchange(token: string): Promise<Answer> {
  return world.ask(undefined, 'POST', '/api/v1/wall/session', { token });
}

/** As the browser of the wall asks. */
async function byCookie(token: string, method: 'GET' | 'POST' | 'DELETE', url: string) {
  return await world.app.inject({
    method,
    url,
    cookies: { [SESSION_COOKIE]: token },
    headers: { 'x-ward-csrf': '1' },
  });
}

async function opensLive(token: string): Promise<boolean> {
  const headers = { cookie: `${SESSION_COOKIE}=${token}` };
  return (await viewerOf({ headers } as Parameters<typeof viewerOf>[0], world.registry)) !== undefined;
}

test('a token is exchanged once for a cookie that no script reads, and which lasts as long as browsers allow', async () => {
  const { token } = await make();

  const { status, headers } = await exchange(token);

  expect(status).toBe(204);
  const [cookie] = [headers['set-cookie']].flat() as string[];
  expect(cookie).toMatch(/HttpOnly/);
  expect(cookie).toMatch(/SameSite=Strict/);
  expect(Number(/Max-Age=(\d+)/.exec(cookie)?.[1])).toBeGreaterThan(300 * 86_400);
});

test('a wall that has looked at nothing for a year still opens, and gets its cookie anew', async () => {
  const { token, id } = await make();
  world.clock.nowMs += 366 * 86_400_000;

  const answer = await byCookie(token, 'GET', '/api/v1/wall');

  expect(answer.statusCode).toBe(200);
  expect(answer.json()).toMatchObject({ wall: { id, name: 'Hall' }, view: hall.view });
  expect(answer.headers['set-cookie']).toContain(token);
  const [signedIn] = (
    await world.ask(undefined, 'POST', '/api/v1/session', { name: 'admin', password: 'horse-battery-9' })
  ).body.token.split(' ');
  world.admin = signedIn;
  const seen = (await world.ask(world.admin, 'GET', `/api/v1/walls/${id}`)).body;
  expect(seen).toMatchObject({ seenAtMs: world.clock.nowMs, seenAddress: '127.0.0.1' });
});

test('a token that is withdrawn, renewed or removed opens nothing from that moment, and its sockets are cut', async () => {
  const cut: string[] = [];
  world.registry.walls.onChange((person) => cut.push(person));
  for (const deed of ['withdraw', 'renew', 'remove']) {
    const { id, token } = await make();
    expect(await opensLive(token)).toBe(true);

    const url = `/api/v1/walls/${id}`;
    if (deed === 'remove') await world.ask(world.admin, 'DELETE', url);
    else await world.ask(world.admin, 'POST', `${url}/${deed}`);

    expect(cut).toContain(`wall:${id}`);
    expect(await opensLive(token), deed).toBe(false);
    expect((await byCookie(token, 'GET', '/api/v1/wall')).statusCode, deed).toBe(401);
    expect((await exchange(token)).status, deed).toBe(401);
  }
});

test('a withdrawn wall comes back by another token, and what is in the ledger is what is in memory', async () => {
  const { id } = await make();
  await world.ask(world.admin, 'POST', `/api/v1/walls/${id}/withdraw`);

  const { body } = await world.ask(world.admin, 'POST', `/api/v1/walls/${id}/renew`);

  expect((await exchange(body.token)).status).toBe(204);
  const { sql, audit, walls } = world.registry;
  const reopened = await Walls.open({ sql, audit, nowMs: () => world.clock.nowMs });
  expect(reopened.caller(body.token)?.wall).toBe(id);
  const everything = { everywhere: true, organisations: [] };
  const plain = (all: Walls) =>
    all
      .list(everything)
      .map(({ seenAtMs: _, ...rest }) => rest)
      .sort((one, other) => (one.id < other.id ? -1 : 1));
  expect(plain(reopened)).toEqual(plain(walls));
});

test('the cookie of a wall neither changes its password nor signs out nor makes another wall', async () => {
  const { token } = await make();

  for (const [method, url] of [
    ['DELETE', '/api/v1/session'],
    ['POST', '/api/v1/walls'],
    ['POST', '/api/v1/alerts/actions'],
  ] as const) {
    const answer = await byCookie(token, method, url);
    expect(answer.statusCode).toBe(403);
    expect(answer.json().code).toBe('wall_reads_only');
  }
  const who = (await byCookie(token, 'GET', '/api/v1/session')).json();
  expect(who).toMatchObject({ isWall: true, memberships: [{ organisation: 'default', role: 'wall' }] });
  expect(who.permissions).toEqual(['targets.read', 'alerts.read', 'rules.read', 'organisations.read']);
});

test('no person can be given the role of a wall', async () => {
  const { status } = await world.ask(world.admin, 'POST', '/api/v1/people', {
    name: 'somebody',
    password: 'a-password-for-1',
    memberships: [{ organisation: 'default', role: 'wall' }],
  });

  expect(status).toBe(400);
});

test('who tries token after token is slowed down like who tries passwords, and it is in the audit', async () => {
  const guessing = await testWorld();
  const guess = (at: number) =>
    guessing.ask(undefined, 'POST', '/api/v1/wall/session', { token: `ww_guess-${at}` });

  const statuses: number[] = [];
  for (let at = 0; at < 7; at++) statuses.push((await guess(at)).status);

  expect(statuses[0]).toBe(401);
  expect(statuses.at(-1)).toBe(429);
  const { body } = await guessing.ask(guessing.admin, 'GET', '/api/v1/audit');
  expect(body.entries).toContainEqual(expect.objectContaining({ action: 'wall.open', outcome: 'refused' }));
  await guessing.close();
});

test('an organisation that a wall shows is not removed under it', async () => {
  const { id } = (await world.ask(world.admin, 'POST', '/api/v1/organisations', { name: 'other' })).body;
  await world.ask(world.admin, 'POST', '/api/v1/walls', { ...hall, organisation: id });

  expect((await world.ask(world.admin, 'DELETE', `/api/v1/organisations/${id}`)).status).toBe(409);
});

test('pages are told apart by the scripts and style sheets that their start page asks for', async () => {
  const page = (hash: string) =>
    `<link rel="icon" href="./mark.svg" /><script type="module" crossorigin src="./assets/index-${hash}.js"></script>
     <link rel="stylesheet" href="./assets/index-a.css">`;
  const folder = join(world.ledger.directory, 'pages');
  mkdirSync(folder, { recursive: true });

  writeFileSync(join(folder, 'index.html'), page('one'));
  const before = (await world.ask(world.admin, 'GET', '/api/v1/version')).body.build;
  writeFileSync(join(folder, 'index.html'), page('two'));
  const after = (await world.ask(world.admin, 'GET', '/api/v1/version')).body.build;

  expect(before).toBe('index-a.css index-one.js');
  expect(after).toBe(buildNamed(page('two')));
});
