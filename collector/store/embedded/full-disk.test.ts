import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { memoryStore } from '../memory-store.ts';
import { DEFAULT_QUERY_LIMITS, type Store } from '../store.ts';
import { rowsOf, schemaOf } from './crash-rows.ts';
import { openEmbeddedStore } from './embedded-store.ts';

const { startMs } = schemaOf(0);
const query = {
  selector: { metric: 'crash.m3' },
  fromMs: startMs - 86_400_000,
  toMs: startMs + 10 * 86_400_000,
  stepMs: 0,
  aggregation: 'last',
} as const;

describe.skipIf(!canMount())('the embedded store on a small disk of its own (needs root and mount)', () => {
  let folder: string;
  let store: Store;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ward-full-store-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', folder]);
    store = await openEmbeddedStore(join(folder, 'store'), { headBytes: 100_000 });
  });
  afterEach(async () => {
    await store.close().catch(() => {});
    execFileSync('umount', ['-l', folder]);
    rmSync(folder, { recursive: true, force: true });
  });

  it('rejects when it is full, goes on answering, and takes the rows again once there is space', async () => {
    const model = memoryStore();
    for (let position = 1; position < 800; position++) await store.append(rowsOf(position), position + 1);
    await store.flush();
    fillUp(join(folder, 'ballast'));

    await expect(appendUntilRejected(store)).rejects.toMatchObject({ name: 'StoreUnavailableError' });

    expect(await store.query(query, DEFAULT_QUERY_LIMITS)).toHaveLength(5);
    rmSync(join(folder, 'ballast'));
    const position = await store.position();
    expect(position).toBeGreaterThanOrEqual(800);
    for (let at = position; at < 2_000; at++) await store.append(rowsOf(at), at + 1);
    await store.flush();
    for (let at = 1; at < 2_000; at++) await model.append(rowsOf(at), at + 1);
    const sorted = async (of: Store) =>
      (await of.query(query, DEFAULT_QUERY_LIMITS)).sort((a, b) => (a.target < b.target ? -1 : 1));
    expect(await sorted(store)).toEqual(await sorted(model));
  });

  it('takes nothing before its position was asked once the work of others failed, as rows are gone then', async () => {
    for (let position = 1; position < 800; position++) await store.append(rowsOf(position), position + 1);
    fillUp(join(folder, 'ballast'));
    await expect(store.snapshot()).rejects.toMatchObject({ name: 'StoreUnavailableError' });
    rmSync(join(folder, 'ballast'));

    await expect(store.append(rowsOf(800), 801)).rejects.toThrow('went back to its last flush');
    await expect(store.flush()).rejects.toThrow('went back to its last flush');

    expect(await store.position()).toBe(1);
    await store.append(rowsOf(1), 2);
    await store.flush();
    expect(await store.position()).toBe(2);
  });
});

async function appendUntilRejected(store: Store): Promise<void> {
  for (let position = 800; position < 100_000; position++) {
    await store.append(rowsOf(position), position + 1);
    if (position % 100 === 0) await store.flush();
  }
}

/** Leaves less than a page free. */
function fillUp(path: string): void {
  for (let bytes = 8 * 2 ** 20; bytes >= 1024; bytes = Math.floor(bytes / 2)) {
    try {
      writeFileSync(path, Buffer.alloc(bytes), { flag: 'a' });
    } catch {
      // What fitted is there.
    }
  }
}

function canMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'ward-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'ignore' });
    execFileSync('umount', [folder]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
