import fc from 'fast-check';
import { expect, it } from 'vitest';
import { exporterName, otelName, wardName, wardNameOfOtel } from './exporter-name.ts';
import { METRIC_NAME } from './metric.ts';

it.each([
  ['http_requests_total', 'http.requests_total'],
  ['go_goroutines', 'go.goroutines'],
  ['up', '_.up'],
  ['probe_success', '_.probe_success'],
  ['ward_journal_entries', '_.ward_journal_entries'],
  ['_private_thing', '_private.thing'],
  ['a__b', 'a._b'],
  ['trailing_', '_.trailing_'],
  ['job:rate:5m', '_.job:rate:5m'],
  ['http.requests_total', '_.http.requests_total'],
  ['http_requests.total', '_.http_requests.total'],
])('%s is called %s', (name, expected) => {
  expect(wardName(name)).toBe(expected);
});

it('every name that an exporter may have is a metric of Ward, and can be told from it', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-zA-Z_:][a-zA-Z0-9_:.]{0,20}$/), (name) => {
      const metric = wardName(name);
      expect(metric).toMatch(METRIC_NAME);
      expect(exporterName(metric)).toBe(name);
    }),
    { numRuns: 2_000 },
  );
});

it.each([
  ['http.server.request.duration', 'http.server.request.duration'],
  ['process.uptime', 'process.uptime'],
  ['node_cpu_seconds_total', '_.node_cpu_seconds_total'],
  ['queueSize', '_.queueSize'],
  ['job.runs', '_.job.runs'],
  ['_.x', '_._.x'],
  ['.x', '_..x'],
  ['x.', '_.x.'],
])('%s of OpenTelemetry is called %s', (name, expected) => {
  expect(wardNameOfOtel(name)).toBe(expected);
});

it('every name of OpenTelemetry is a metric of Ward, and can be told from it', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-zA-Z_.][a-zA-Z0-9_./-]{0,20}$/), (name) => {
      const metric = wardNameOfOtel(name);
      expect(metric).toMatch(METRIC_NAME);
      expect(otelName(metric)).toBe(name);
    }),
    { numRuns: 2_000 },
  );
});
