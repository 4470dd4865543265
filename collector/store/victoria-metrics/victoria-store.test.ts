import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { describeWith } from '#scripts/servers/unavailable.ts';
import { startVictoriaMetrics, type VictoriaMetrics } from '#scripts/servers/victoria-metrics.ts';
import type { Store } from '../store.ts';
import { describeStore } from '../store-suite.ts';
import { openVictoriaStore } from './victoria-store.ts';

describeWith('victoria-metrics', 'with a real server', () => {
  const base = mkdtempSync(join(tmpdir(), 'ward-victoria-store-'));
  let server: VictoriaMetrics;
  let stores = 0;
  beforeAll(async () => {
    server = await startVictoriaMetrics();
  });
  afterAll(async () => {
    await server?.stop();
    rmSync(base, { recursive: true, force: true });
  });

  const open = () =>
    openVictoriaStore({
      address: { writeUrl: server.url, readUrl: server.url, deleteUrl: server.url, user: '', secret: '' },
      folder: join(base, String(stores)),
      retention: { rawMs: 0, minuteMs: 0, hourMs: 0 },
      hostOf: async (target) => `the host of ${target}`,
      durableAfterMs: 0,
      lookEveryMs: 0,
      untilReadable: () => server.forceFlush(),
    });

  describeStore('the VictoriaMetrics store', {
    async open() {
      stores++;
      await server.empty();
      return open();
    },
    reopen: open,
    async settle(store: Store) {
      await store.flush();
      await server.forceFlush();
      await store.flush();
    },
    keepsEveryFloat: false,
    keepsEveryBit: false,
    lastWins: false,
    runs: 5,
  });
});
