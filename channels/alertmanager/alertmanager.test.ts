import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { describeHttpChannel, T0, tellBy } from '../http-channel-suite.ts';
import { sampleCall, sampleEvent } from '../sample-call.ts';
import { type Receiver, startReceiver } from '../test-receiver.ts';
import { alertmanager } from './alertmanager.ts';
import type { PostableAlert } from './words.ts';

/** What an Alertmanager holds: by its labels, until it ends. */
let active: Map<string, PostableAlert>;
let server: Receiver;
let nowMs: number;
beforeAll(async () => {
  server = await startReceiver(({ method, path, json }) => {
    if (method !== 'POST' || path !== '/api/v2/alerts') return { status: 404, body: 'not found' };
    for (const alert of json as PostableAlert[]) {
      const names = Object.keys(alert.labels);
      if (!alert.labels.alertname || names.some((name) => !/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name)))
        return { status: 400, body: 'invalid label set' };
      if (Date.parse(alert.endsAt) < Date.parse(alert.startsAt))
        return { status: 400, body: 'start time must be before end time' };
      const key = JSON.stringify(Object.entries(alert.labels).sort());
      if (Date.parse(alert.endsAt) <= nowMs) active.delete(key);
      else active.set(key, alert);
    }
    return { body: '' };
  });
});
beforeEach(() => {
  server.reset();
  active = new Map();
  nowMs = T0 + 60_000;
});
afterAll(() => server.close());

const config = () => ({
  url: server.origin,
  headers: { authorization: 'Bearer very-secret-token' },
  labels: { team: 'infra' },
});
const tell = (more: object = {}, call = sampleCall(T0)) =>
  tellBy(alertmanager, { ...config(), ...more }, call);
const held = () => [...active.values()].map(({ labels }) => labels.severity);

describeHttpChannel(alertmanager, () => server, config, ['very-secret-token']);

test('an alert has labels to route by, words to read, and a link back', async () => {
  await tell({}, sampleCall(T0, { pagesUrl: 'https://ward.example.com' }));

  expect(server.received[0]?.headers.authorization).toBe('Bearer very-secret-token');
  expect(server.received[0]?.json).toEqual([
    {
      labels: {
        alertname: 'disk-space-critical',
        severity: 'critical',
        instance: 'web1',
        target: 'target-1',
        metric: 'disk.used_percent',
        label_path: '/data',
        organisation: 'default',
        ward_alert: '00112233445566778899aabbccddeeff',
        team: 'infra',
      },
      annotations: {
        summary: 'web1 Disk space critical',
        description: expect.stringContaining('since 2026-11-21'),
        value: '91.2 % (limit 90 %)',
      },
      startsAt: '2026-11-21T10:05:09.000Z',
      endsAt: '2026-11-28T10:05:09.000Z',
      generatorURL: 'https://ward.example.com/#/alerts?alert=00112233445566778899aabbccddeeff',
    },
  ]);
});

describe('an alert there', () => {
  const event = (
    kind: 'fired' | 'resolved' | 'severity_changed',
    severity: 'warning' | 'critical',
    more = {},
  ) => ({
    ...sampleEvent(T0, {
      severity,
      ...(kind === 'resolved' && { state: 'resolved', resolvedAtMs: T0 + 30_000, resolution: 'recovered' }),
    }),
    kind,
    ...more,
  });

  test('is one however often it is told, and ends with the resolution', async () => {
    await tell({}, sampleCall(T0));
    await tell({}, sampleCall(T0, { attempt: 1 }));
    expect(held()).toEqual(['critical']);

    await tell({}, sampleCall(T0, { events: [event('resolved', 'critical')] }));

    expect(held()).toEqual([]);
  });

  test('changes its severity and leaves nothing behind', async () => {
    await tell({}, sampleCall(T0, { events: [event('fired', 'warning')] }));
    await tell({}, sampleCall(T0, { events: [event('severity_changed', 'critical', { from: 'warning' })] }));
    expect(held()).toEqual(['critical']);

    // By then it had fallen back, which is not told.
    await tell({}, sampleCall(T0, { events: [event('resolved', 'warning')] }));

    expect(held()).toEqual([]);
  });

  test('that is made up ends by itself', async () => {
    await tell({}, sampleCall(T0, { test: true }));

    const [{ labels, endsAt }] = server.received[0].json;
    expect(labels.ward_test).toBe('true');
    expect(Date.parse(endsAt)).toBe(T0 + 60_000);
  });
});
