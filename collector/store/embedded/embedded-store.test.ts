import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { describeStore } from '../store-suite.ts';
import { openEmbeddedStore } from './embedded-store.ts';

const base = mkdtempSync(join(tmpdir(), 'ward-store-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));

let folders = 0;
let folder = '';

describeStore('the embedded store', {
  open: () => {
    folder = join(base, String(folders++));
    return openEmbeddedStore(folder);
  },
  reopen: () => openEmbeddedStore(folder),
  keepsEveryFloat: true,
  runs: 40,
});

const little = { headBytes: 4_000, recentBytes: 2_000 };

describeStore('the embedded store with next to no memory', {
  open: () => {
    folder = join(base, String(folders++));
    return openEmbeddedStore(folder, little);
  },
  reopen: () => openEmbeddedStore(folder, little),
  keepsEveryFloat: true,
  runs: 40,
});
