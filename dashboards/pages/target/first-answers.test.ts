import { expect, it } from 'vitest';
import type { Caller } from '../../api/call.ts';
import { FirstAnswers } from './first-answers.ts';

const PAGE = { agentVersion: '1.2.0', series: null, records: { inventory: [{ key: 'bios' }] } };

/** A page over a collector that answers so. */
function page(answer: () => Promise<unknown>) {
  const asked: string[] = [];
  const time = { nowMs: 0 };
  const get = (path: string) => {
    asked.push(path);
    return answer();
  };
  return { first: new FirstAnswers({ get } as unknown as Caller, 'a/b', () => time.nowMs), asked, time };
}

it('gives each part its share of one request', async () => {
  const { first, asked } = page(async () => PAGE);

  const [version, inventory] = await Promise.all([
    first.take(
      ({ agentVersion }) => agentVersion,
      async () => 'alone',
    ),
    first.take(
      ({ records }) => records.inventory,
      async () => [],
    ),
  ]);

  expect(asked).toEqual(['targets/a%2Fb/page']);
  expect(version).toBe('1.2.0');
  expect(inventory).toMatchObject([{ key: 'bios' }]);
});

it('lets a part ask for itself where the answer lacks it, has failed, or is old', async () => {
  const { first, time } = page(async () => PAGE);
  const failed = page(() => Promise.reject(new Error('away')));
  const series = (of: FirstAnswers) =>
    of.take<unknown>(
      (answer) => answer.series,
      async () => 'alone',
    );

  expect(await series(first)).toBe('alone');
  expect(await series(failed.first)).toBe('alone');
  time.nowMs = 60_000;
  expect(
    await first.take(
      ({ agentVersion }) => agentVersion,
      async () => 'newer',
    ),
  ).toBe('newer');
});

it('asks nothing more once the page is left', async () => {
  let fail = (_error: Error) => {};
  const { first } = page(() => new Promise((_resolve, reject) => (fail = reject)));
  let asked = 0;
  const part = first.take(
    ({ traps }) => traps,
    async () => {
      asked++;
      return [];
    },
  );

  first.close();
  fail(new Error('aborted'));

  await expect(part).rejects.toThrow('aborted');
  expect(asked).toBe(0);
});
