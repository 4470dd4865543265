import { afterAll, beforeAll, expect, test } from 'vitest';
import { BOARDS_PER_ORGANISATION } from '#protocol/board.ts';
import { type TestWorld, testWorld } from './test-world.ts';

let world: TestWorld;
let operator: string;
let viewer: string;
let centre: string;
beforeAll(async () => {
  world = await testWorld();
  centre = (await ask('POST', 'organisations', { name: 'centre' })).body.id;
  operator = await world.person('operator', [{ organisation: centre, role: 'operator' }]);
  viewer = await world.person('viewer', [{ organisation: 'default', role: 'viewer' }]);
});
afterAll(() => world.close());

const ask = (method: string, path: string, body?: unknown, token = world.admin) =>
  world.ask(token, method, `/api/v1/${path}`, body);
const chart = (id: string, metric = 'cpu.usage_active') => ({
  id,
  kind: 'chart',
  at: { x: 0, y: 0, w: 6, h: 8 },
  question: { metric },
});
const board = (name: string, panels: object[] = [chart('one')]) => ({ version: 1, name, panels });
const make = async (name: string, organisation = '*', token = world.admin) =>
  (await ask('POST', 'boards', { organisation, board: board(name) }, token)).body;

test('a board is kept as it was made, with what was left out as usual, and stands in the audit', async () => {
  const { status, body } = await ask('POST', 'boards', { organisation: 'default', board: board('Mine') });

  expect(status).toBe(201);
  expect(body).toMatchObject({ revision: 1, organisation: 'default', changedBy: 'admin' });
  expect(body.board.panels[0]).toMatchObject({
    look: 'lines',
    question: { over: 'auto', groupBy: ['series'] },
  });
  expect((await ask('GET', `boards/${body.id}`)).body).toEqual(body);
  const { entries } = (await ask('GET', 'audit')).body;
  expect(entries[0]).toMatchObject({ action: 'board.create', object: `board:${body.id}` });
});

test('who changes what somebody else has changed meanwhile is told so, and nothing is lost', async () => {
  const { id } = await make('Twice');
  const first = await ask('PUT', `boards/${id}`, { revision: 1, board: board('Twice, by one') });
  const second = await ask('PUT', `boards/${id}`, { revision: 1, board: board('Twice, by two') });

  expect(first.body.revision).toBe(2);
  expect(second).toMatchObject({
    status: 409,
    body: { code: 'changed_meanwhile', details: { revision: 2 } },
  });
  expect((await ask('GET', `boards/${id}`)).body.board.name).toBe('Twice, by one');
});

test('boards of everybody are seen by all and changed by those who work everywhere', async () => {
  const { id } = await make('Of all');
  const own = await make('Of the centre', centre, operator);
  const names = async (token: string) =>
    (await ask('GET', 'boards', undefined, token)).body.boards.map(({ name }: { name: string }) => name);

  expect(await names(operator)).toEqual(expect.arrayContaining(['Of all', 'Of the centre']));
  expect(await names(viewer)).not.toContain('Of the centre');
  expect((await ask('GET', `boards/${own.id}`, undefined, viewer)).status).toBe(404);
  expect((await ask('DELETE', `boards/${id}`, undefined, operator)).status).toBe(403);
  expect((await ask('DELETE', `boards/${id}`, undefined, viewer)).status).toBe(403);
  expect((await ask('POST', 'boards', { organisation: '*', board: board('No') }, operator)).status).toBe(400);
  expect((await ask('DELETE', `boards/${own.id}`, undefined, operator)).status).toBe(204);
  expect((await ask('GET', `boards/${own.id}`)).status).toBe(404);
});

test('an import says before whether it is new or replaces one, and names metrics that nobody knows', async () => {
  const there = await make('Imported', 'default');
  const panels = [chart('one'), chart('two', 'acme.widgets')];
  const preview = (name: string) =>
    ask('POST', 'boards/preview', { organisation: 'default', board: board(name, panels) });

  expect((await preview('Another')).body).toEqual({
    name: 'Another',
    panels: 2,
    deed: 'new',
    replaces: null,
    unknownMetrics: ['acme.widgets'],
  });
  expect((await preview('Imported')).body).toMatchObject({
    deed: 'replaces',
    replaces: { id: there.id, revision: 1, panels: 1 },
  });
});

test('a board that is not of the form is refused by field', async () => {
  const fields = async (wanted: object) =>
    (await ask('POST', 'boards', { organisation: 'default', board: wanted })).body.details.issues.map(
      ({ field }: { field: string }) => field,
    );

  expect(await fields(board('Twice', [chart('a'), chart('a')]))).toEqual(['board.panels']);
  expect(await fields(board('Wide', [{ ...chart('a'), at: { x: 8, y: 0, w: 6, h: 2 } }]))).toEqual([
    'board.panels.0.at',
  ]);
  expect(await fields({ ...board('Later'), version: 2 })).toEqual(['board.version']);
  expect(
    await fields(
      board(
        'Many',
        Array.from({ length: 61 }, (_, at) => chart(`p${at}`)),
      ),
    ),
  ).toEqual(['board.panels']);
  expect(await fields({ ...board('Odd'), variables: [{ name: 'cpu', of: 'label' }] })).toEqual([
    'board.variables.0',
  ]);
});

test('an organisation has so many boards and no more', async () => {
  const { id } = (await ask('POST', 'organisations', { name: 'full' })).body;
  const before = await world.registry.boards.countIn(id);
  const text = JSON.stringify(board('Many'));
  await world.registry.sql.transaction(async (sql) => {
    for (let at = before; at < BOARDS_PER_ORGANISATION; at++)
      await sql.run(
        "INSERT INTO boards (id, organisation, name, revision, board, changed_by, changed_at_ms) VALUES (?, ?, 'Many', 1, ?, '', 0)",
        `full-${at}`,
        id,
        text,
      );
  });

  const refused = await ask('POST', 'boards', { organisation: id, board: board('One more') });

  expect(refused).toMatchObject({ status: 409, body: { code: 'too_many', details: { allowed: 200 } } });
});

test('boards that are brought along are listed by their titles and answered to be copied', async () => {
  const { shipped } = (await ask('GET', 'boards', undefined, viewer)).body;
  const one = await ask('GET', `boards/shipped/${shipped[0].id}`, undefined, viewer);

  expect(shipped.map(({ id }: { id: string }) => id)).toEqual(['hosts', 'databases', 'machine-room']);
  expect(one.body.board.panels).toHaveLength(shipped[0].panels);
  expect((await ask('GET', 'boards/shipped/none')).status).toBe(404);
});
