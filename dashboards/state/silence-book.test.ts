import { expect, test } from 'vitest';
import type { Caller } from '../api/call.ts';
import { SilenceBook } from './silence-book.ts';

function book(silences: () => object[]) {
  const asked: string[] = [];
  const waiting: (() => void)[] = [];
  const api = {
    async get(path: string) {
      asked.push(path);
      if (path === 'silences') return { silences: silences() };
      return {
        alerts: [
          { id: 'held', silenced: { silence: 's1' } },
          { id: 'free', silenced: null },
        ],
      };
    },
  } as unknown as Caller;
  const made = new SilenceBook(api, (run) => void waiting.push(run));
  const passes = () => {
    for (const run of waiting.splice(0)) run();
  };
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  return { made, asked, passes, settled };
}

test('while nothing holds alerts are not gone through', async () => {
  const { made, asked, settled } = book(() => []);

  made.look();
  await settled();

  expect(asked).toEqual(['silences']);
  expect(made.byAlert.value.size).toBe(0);
});

test('however often something may have changed, it is read once and then once more', async () => {
  const { made, asked, passes, settled } = book(() => []);

  for (let turn = 0; turn < 5; turn++) made.look();
  await settled();
  expect(asked).toHaveLength(1);
  passes();
  await settled();
  passes();
  await settled();

  expect(asked).toHaveLength(2);
});

test('what somebody did here is read at once', async () => {
  let standing: object[] = [];
  const { made, settled } = book(() => standing);
  made.look();
  await settled();

  standing = [{}];
  made.changed();
  await settled();
  expect([...made.byAlert.value.keys()]).toEqual(['held']);
  standing = [];
  made.changed();
  await settled();

  expect(made.byAlert.value.size).toBe(0);
  expect(made.changes.value).toBe(2);
});
