import { expect, it } from 'vitest';
import { type DriverSession, driverSession } from './driver-session.ts';
import { QueryError, type Rows } from './session.ts';

const limits = { maxRows: 1, timeoutMs: 20, signal: new AbortController().signal };
const rows: Rows = { columns: ['n'], rows: [[1]], isCut: false };

function session(more: Partial<DriverSession>) {
  const ended: string[] = [];
  const made = driverSession({
    facts: { product: 'x', version: '1', numbers: [1], words: [] },
    ask: async () => rows,
    failure: (error) => new QueryError('failed', (error as Error).message),
    graceMs: 0,
    close: async () => ended.push('closed'),
    cut: () => ended.push('cut'),
    ...more,
  });
  return { made, ended };
}

it('gives its connection back when a statement does not come to an end', async () => {
  const { made, ended } = session({ ask: () => new Promise(() => {}) });

  await expect(made.query('SELECT 1', limits)).rejects.toMatchObject({ reason: 'too_slow' });

  expect(made.isUsable()).toBe(false);
  expect(ended).toEqual(['closed', 'cut']);
});

it('is closed once, and waits for no driver that hangs', async () => {
  let closings = 0;
  const { made, ended } = session({
    close() {
      closings++;
      return new Promise(() => {});
    },
  });

  await expect(made.query('SELECT 1', limits)).resolves.toBe(rows);
  await made.close();
  await made.close();

  expect([closings, ended.includes('cut'), made.isUsable()]).toEqual([1, true, false]);
});

it('is of no use any more when the server has gone away, and is after any other failure', async () => {
  let said = 'a syntax error';
  const { made } = session({ ask: () => Promise.reject(new Error(said)) });

  await expect(made.query('SELECT', limits)).rejects.toMatchObject({ reason: 'failed' });
  expect(made.isUsable()).toBe(true);
  said = 'the server has gone away: ECONNRESET';
  await expect(made.query('SELECT', limits)).rejects.toThrow('gone away');
  expect(made.isUsable()).toBe(false);
});
