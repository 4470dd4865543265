import { expect, it } from 'vitest';
import { asksOthers } from './asks-others.ts';

const zoneFlag = { path: ['zone'], value: 'a', from: '--zone' };

it.each([
  ['nothing', undefined, [], false],
  ['a file about its own machine', 'interval: 5s\nprobes:\n  cpu: {}\n', [], false],
  ['a word in a deeper place', 'probes:\n  zone: 1\n', [], false],
  ['a zone', 'interval: 5s\nzone: b2\n', [], true],
  ['targets', 'targets:\n  - name: a\n', [], true],
  ['traps', 'traps: {listen: "0.0.0.0:162"}\n', [], true],
  ['people to tell', 'alone: {channel: {kind: webhook}}', [], true],
  ['other agents', 'relay: {listen: "0.0.0.0:8643"}\n', [], true],
  ['bounds that may name any probe', 'bounds:\n  probes: [snmp]\n', [], true],
  ['JSON, whose keys stand anywhere', '{"interval": "5s"}', [], true],
  ['the flag of a zone', undefined, [zoneFlag], true],
])('%s', (_, file, overrides, expected) => {
  expect(asksOthers(file, overrides)).toBe(expected);
});
