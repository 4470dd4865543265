import fc from 'fast-check';
import { expect, it } from 'vitest';
import { METRIC_NAME } from '#protocol/metric.ts';
import { exporterName, wardName } from './metric-name.ts';

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
])('%s is called %s', (name, expected) => {
  expect(wardName(name)).toBe(expected);
});

it('every name that an exporter may have is a metric of Ward, and can be told from it', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-zA-Z_:][a-zA-Z0-9_:]{0,20}$/), (name) => {
      const metric = wardName(name);
      expect(metric).toMatch(METRIC_NAME);
      expect(exporterName(metric)).toBe(name);
    }),
    { numRuns: 2_000 },
  );
});
