import { createHash } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type TemporaryLedger, temporaryLedger } from '#collector/ledger/temporary-ledger.ts';
import { type Configs, configsIn } from './configs.ts';

let ledger: TemporaryLedger;
let configs: Configs;
beforeEach(async () => {
  ledger = await temporaryLedger();
  configs = configsIn(ledger.sql, 3);
});
afterEach(() => ledger.remove());

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');
const DAY = 86_400_000;

function take(text: string, day: number, platform = 'huawei-vrp') {
  return configs.take('t1', day * DAY, { platform, hash: hashOf(text), part: 1, parts: 1, text });
}

const shown = async () =>
  (await configs.list('t1')).map(({ version, firstAtMs, lastAtMs }) => [
    version,
    firstAtMs / DAY,
    lastAtMs / DAY,
  ]);

test('a version is kept for each change, and how long it was in force', async () => {
  expect(await take('a\nb', 1)).toBeUndefined();
  expect(await take('a\nb', 2)).toBeUndefined();
  const news = await take('a\nc\nd', 3);

  expect(news).toEqual({
    key: 'config_changed',
    data: { platform: 'huawei-vrp', from: 1, to: 2, added: 2, removed: 1 },
  });
  expect(await shown()).toEqual([
    [2, 3, 3],
    [1, 1, 2],
  ]);
  expect(await configs.get('t1', 1)).toMatchObject({ text: 'a\nb', lines: 2, bytes: 3 });
});

test('the same record again changes nothing', async () => {
  await take('a', 1);
  await take('b', 2);

  expect(await take('a', 1)).toBeUndefined();
  expect(await take('b', 2)).toBeUndefined();

  expect(await shown()).toEqual([
    [2, 2, 2],
    [1, 1, 1],
  ]);
});

test('after a cut, when the newest comes first, versions still stand in the order of their times', async () => {
  await take('a', 1);
  await take('c', 5);
  await take('b', 3);
  await take('c', 4);

  expect(await shown()).toEqual([
    [2, 4, 5],
    [3, 3, 3],
    [1, 1, 1],
  ]);
});

test('one that goes back to what it was is a version of its own', async () => {
  await take('a', 1);
  await take('b', 2);
  await take('a', 3);

  expect((await configs.list('t1')).map(({ hash }) => hash)).toEqual(['a', 'b', 'a'].map(hashOf));
});

test('the oldest go beyond the number that is kept', async () => {
  for (const [day, text] of ['a', 'b', 'c', 'd'].entries()) await take(text, day);

  expect(await shown()).toEqual([
    [4, 3, 3],
    [3, 2, 2],
    [2, 1, 1],
  ]);
});

test('one in parts is kept when all have come, in whatever order', async () => {
  const text = 'one\ntwo\nthree\n';
  const part = (number: number, piece: string) =>
    configs.take('t1', DAY, { platform: 'vrp', hash: hashOf(text), part: number, parts: 3, text: piece });

  await part(3, 'three\n');
  await part(1, 'one\n');
  expect(await configs.list('t1')).toEqual([]);
  await part(2, 'two\n');

  expect(await configs.get('t1', 1)).toMatchObject({ text, platform: 'vrp' });
  expect(await ledger.sql.all('SELECT * FROM config_parts')).toEqual([]);
});

test('parts that never come whole are forgotten', async () => {
  const part = (text: string, timeMs: number) =>
    configs.take('t1', timeMs, { platform: 'vrp', hash: hashOf(text), part: 1, parts: 2, text });

  await part('a', 0);
  await part('b', DAY);

  expect(await ledger.sql.all('SELECT text FROM config_parts')).toEqual([{ text: 'b' }]);
});

test.each([
  ['no configuration', { text: 'a' }, /no configuration/],
  [
    'a text that is not the one of its hash',
    { platform: 'vrp', hash: hashOf('b'), part: 1, parts: 1, text: 'a' },
    /hash/,
  ],
])('%s is told and not kept', async (_, data, why) => {
  const news = await configs.take('t1', 1, data);

  expect(news).toEqual({ key: 'config_unreadable', data: { why: expect.stringMatching(why) } });
  expect(await configs.list('t1')).toEqual([]);
});

test('of parts that never come whole a few are kept, whatever they are called', async () => {
  for (let at = 0; at < 20; at++) {
    const part = { platform: `p${at}`, hash: hashOf(String(at)), part: 1, parts: 2, text: 'a' };
    await configs.take('t1', DAY + at, part);
  }

  const rows = await ledger.sql.all<{ platform: string }>('SELECT platform FROM config_parts ORDER BY at_ms');

  expect(rows.map(({ platform }) => platform)).toEqual(['p16', 'p17', 'p18', 'p19']);
});
