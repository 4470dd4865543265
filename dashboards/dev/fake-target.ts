import type { Answer } from './fake-api.ts';

const DAY_MS = 86_400_000;

const BEFORE = [
  '#',
  'sysname acc-01',
  '#',
  ...Array.from({ length: 8 }, (_, at) => `vlan ${100 + at}`),
  'interface GigabitEthernet1/0/1',
  ' port access vlan 100',
  ' speed 100',
  '#',
];

/** Configurations of a pretended switch, and what asking a target now brings. */
export function answerAboutTarget(
  call: string,
  [, verb, version, part]: (string | undefined)[],
): Answer | undefined {
  if (call === 'POST targets' && verb === 'check') return { body: ASKED };
  if (call !== 'GET targets' || verb !== 'configs') return undefined;
  const nowMs = Date.now();
  const versions = [4, 3, 2, 1].map((number) => ({
    platform: 'h3c',
    version: number,
    hash: `f${number}`,
    firstAtMs: nowMs - (5 - number) * 3 * DAY_MS,
    lastAtMs: nowMs - (4 - number) * 3 * DAY_MS,
    lines: BEFORE.length,
    bytes: 900,
  }));
  if (!version) return { body: { versions } };
  if (!part) return { body: { ...versions[0], text: BEFORE.join('\n') } };
  const same = (text: string) => ({ op: 'same', text });
  return {
    body: {
      from: versions[1],
      to: versions[0],
      added: 2,
      removed: 1,
      hunks: [
        {
          fromLine: 12,
          toLine: 12,
          lines: [
            same('interface GigabitEthernet1/0/1'),
            same(' port access vlan 100'),
            { op: 'removed', text: ' speed 100' },
            { op: 'added', text: ' speed 1000' },
            { op: 'added', text: ' stp edged-port' },
            same('#'),
          ],
        },
      ],
    },
  };
}

const ASKED = {
  ok: false,
  agent: 'a-t-0000',
  durationMs: 8_140,
  state: 'silent',
  error: 'no answer from 10.9.0.9:161 to 3 requests in 8 s',
  explanation: {
    recognised: null,
    readings: [],
    ignored: [],
    timings: [
      { step: 'ask who it is', ms: 8_120, requests: 3, values: 0 },
      { step: 'close', ms: 20, requests: 0, values: 0 },
    ],
  },
};
