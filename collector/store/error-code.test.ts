import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { errorCodeOf } from './error-code.ts';
import { StoreUnavailableError } from './store.ts';

const wrapped = (cause: unknown) => new StoreUnavailableError('the store fails', { cause });

it('takes the word of an engine that knows why', () => {
  expect(errorCodeOf(new StoreUnavailableError('no', { code: 'refused' }))).toBe('refused');
  expect(errorCodeOf(wrapped(new StoreUnavailableError('no', { code: 'emptied' })))).toBe('emptied');
});

it('reads it off what the system said', async () => {
  const refused = await new Promise((resolve) => connect(1, '127.0.0.1').on('error', resolve));
  const late = await new Promise((resolve) => {
    const signal = AbortSignal.timeout(1);
    signal.addEventListener('abort', () => resolve(signal.reason));
  });

  expect(errorCodeOf(wrapped(refused))).toBe('unreachable');
  expect(errorCodeOf(wrapped(late))).toBe('no_answer');
  expect(errorCodeOf(wrapped(new Error('what?')))).toBe('failed');
});

it('knows a full disk by the code of SQLite', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ward-error-code-'));
  const database = new DatabaseSync(join(folder, 'small.sqlite'));
  database.exec('PRAGMA max_page_count = 2; CREATE TABLE t (a)');
  let error: unknown;
  try {
    database.prepare('INSERT INTO t VALUES (?)').run(new Uint8Array(100_000));
  } catch (caught) {
    error = caught;
  }
  database.close();
  rmSync(folder, { recursive: true });

  expect(errorCodeOf(wrapped(error))).toBe('disk_full');
});
