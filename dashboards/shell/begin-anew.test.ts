import { expect, it, vi } from 'vitest';
import { beginAnew } from './begin-anew.ts';

const PATIENT = { timeout: 10_000, interval: 5 };

/** A browser that is a wall, or not. */
function browser(isWall: boolean, look: () => Promise<boolean>) {
  const storage = { getItem: (name: string) => (isWall && name === 'ward.wall' ? '1' : null) } as Storage;
  return { storage, look: vi.fn(look), reload: vi.fn() };
}

it('a wall that broke begins anew once the pages can be had', async () => {
  const answers = [() => Promise.reject(new TypeError('Failed to fetch')), async () => false];
  const wall = browser(true, () => (answers.shift() ?? (async () => true))());

  const end = beginAnew(wall, 1);
  await vi.waitFor(() => expect(wall.reload).toHaveBeenCalled(), PATIENT);
  end();

  expect(wall.look.mock.calls.length).toBeGreaterThan(2);
});

it('what goes on again by itself meanwhile is left alone', async () => {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const wall = browser(true, () => promise);

  const end = beginAnew(wall, 1);
  await vi.waitFor(() => expect(wall.look).toHaveBeenCalled(), PATIENT);
  end();
  resolve(true);
  await new Promise((turn) => setImmediate(turn));

  expect(wall.reload).not.toHaveBeenCalled();
});

it('a page with a person before it waits for them', async () => {
  const desk = browser(false, async () => true);
  const wall = browser(true, async () => true);

  beginAnew(desk, 1);
  const end = beginAnew(wall, 1);
  await vi.waitFor(() => expect(wall.reload).toHaveBeenCalled(), PATIENT);
  end();

  expect(desk.look).not.toHaveBeenCalled();
});
