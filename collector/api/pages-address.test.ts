import { afterEach, beforeEach, expect, test } from 'vitest';
import { type TestWorld, testWorld } from './test-world.ts';

let world: TestWorld;
beforeEach(async () => {
  world = await testWorld();
});
afterEach(() => world.close());

const PATH = '/api/v1/pages-address';
const put = (url: string) => world.ask(world.admin, 'PUT', PATH, { url });
const kinds = async () => (await world.ask(world.admin, 'GET', '/api/v1/channel-kinds')).body;

test('what people open is kept, counts at once, and is in the audit', async () => {
  expect((await world.ask(world.admin, 'GET', PATH)).body).toEqual({ url: '', isByFile: false });

  const { status, body } = await put('https://ward.example/#/settings/channels');

  expect(status).toBe(200);
  expect(body).toEqual({ url: 'https://ward.example', isByFile: false });
  expect((await kinds()).pagesUrl).toBe('https://ward.example');
  const { entries } = (await world.ask(world.admin, 'GET', '/api/v1/audit')).body;
  expect(entries[0]).toMatchObject({ action: 'pages.address', after: { url: 'https://ward.example' } });
});

test.each(['ward.example', 'javascript:alert(1)', 'https://'])('%s is no address of pages', async (url) => {
  expect((await put(url)).status).toBe(400);
  expect((await kinds()).pagesUrl).toBe('');
});

test('what the configuration says is shown as such and changed only there', async () => {
  await world.close();
  world = await testWorld({
    pagesAddress: { url: 'https://file.example', isByFile: true, keep: async () => {} },
  });

  expect((await world.ask(world.admin, 'GET', PATH)).body).toEqual({
    url: 'https://file.example',
    isByFile: true,
  });
  expect((await put('https://ward.example')).status).toBe(409);
});
