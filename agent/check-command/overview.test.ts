import { expect, it } from 'vitest';
import * as z from 'zod';
import type { ProbeType } from '#probes/probe.ts';
import { probeTypes } from '#probes/probe-types.ts';
import { overview } from './overview.ts';

const probe = (name: string, more: Partial<ProbeType>): ProbeType => ({
  name,
  config: z.strictObject({}),
  metrics: [],
  platforms: ['linux'],
  every: { intervals: 1 },
  timeoutMs: 1,
  create: () => ({ collect: async () => ({ readings: [] }), close: async () => {} }),
  ...more,
});

it('puts probes under what they ask, with what people call it', () => {
  const text = overview([
    probe('cpu', {}),
    probe('load', {}),
    probe('door', { reach: 'out', target: 'gate', title: { 'zh-CN': '门', en: 'Door' } }),
    probe('postgres', {
      reach: 'out',
      target: 'database',
      title: { 'zh-CN': 'PostgreSQL', en: 'PostgreSQL' },
    }),
    probe('ssh', { reach: 'out' }),
  ]);

  expect(text.split('\n').slice(3, -2)).toEqual([
    'Devices',
    '  ssh',
    '',
    'Databases',
    '  postgres  PostgreSQL',
    '',
    'gate',
    '  door      Door',
    '',
    'This machine, without an address',
    '  cpu, load',
  ]);
});

it('names every probe, on lines that a terminal shows', () => {
  const text = overview(probeTypes);

  for (const { name } of probeTypes) expect(text).toMatch(new RegExp(`\\b${name}\\b`));
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
});
