import { expect, test } from 'vitest';
import * as z from 'zod';
import type { Measurements, ProbeType } from '#probes/probe.ts';
import { outwardProbe } from '../test-probes.ts';
import { createBounds } from './bounds.ts';
import { checkRemote } from './remote-check.ts';
import { createResolver } from './resolver.ts';

test('a check knows by its name what polls remember of a target, whatever address the name leads to', async () => {
  const remembered = new Map<string, unknown>([['core.example:22', 'key']]);
  let found: unknown;
  const type: ProbeType = {
    ...outwardProbe('ssh', () => ({ readings: [] })),
    create: (config, options) => ({
      async collect(): Promise<Measurements> {
        found = options.remember?.('host_keys').get(`${(config as { address: string }).address}:22`);
        return { readings: [] };
      },
      async close() {},
    }),
  };
  const bounds = createBounds(['10.0.0.0/8']);
  const remember = () => ({
    get: (key: string) => remembered.get(key),
    set: (key: string, value: unknown) => void remembered.set(key, value),
  });

  const checked = await checkRemote(
    { type: 'check', id: 'c1', probe: 'ssh', timeoutMs: 1_000 },
    { address: 'core.example', settings: {} },
    {
      types: [type],
      zone: '三楼',
      allowed: ['ssh'],
      resolverOf: () => createResolver({ bounds, monotonicMs: Date.now, lookup: async () => ['10.9.9.9'] }),
      open: () => '{}',
      probeOptions: { procPath: '', sysPath: '', now: Date.now, remember },
      wallMs: Date.now,
      monotonicMs: Date.now,
    },
  );

  expect(checked).toMatchObject({ ok: true });
  expect(found).toBe('key');
});

test('whatever a probe says, nobody is told the secrets that it was given', async () => {
  const said = 'cannot sign in with marker-secret nor (d2FyZDptYXJrZXItc2VjcmV0)';
  const type: ProbeType = {
    ...outwardProbe('http', () => ({ readings: [] })),
    config: z.looseObject({ address: z.string() }),
    explain: async () => ({
      recognised: { profile: 'http', kind: 'page', vendor: '', model: said, name: said, why: said },
      readings: [],
      ignored: [{ what: said, why: said }],
      timings: [{ step: said, ms: 1, requests: 1, values: 0 }],
    }),
  };
  const bounds = createBounds(['10.0.0.0/8']);

  const checked = await checkRemote(
    { type: 'check', id: 'c1', probe: 'http', timeoutMs: 1_000 },
    { address: '10.9.9.9', settings: { user: 'ward', secrets: { password: 'marker-secret' } }, sealed: 'x' },
    {
      types: [type],
      zone: '三楼',
      allowed: ['http'],
      resolverOf: () => createResolver({ bounds, monotonicMs: Date.now }),
      open: () => '{"password":"marker-secret"}',
      probeOptions: { procPath: '', sysPath: '', now: Date.now },
      wallMs: Date.now,
      monotonicMs: Date.now,
    },
  );

  expect(checked).toMatchObject({ ok: true, explanation: { ignored: [{ what: expect.any(String) }] } });
  expect(JSON.stringify(checked)).not.toMatch(/marker-secret|d2FyZDptYXJrZXItc2VjcmV0/);
});
