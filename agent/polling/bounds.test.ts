import { expect, test } from 'vitest';
import { PRIVATE_NETWORKS } from '../config/config.ts';
import { beyondBounds, createBounds } from './bounds.ts';

test.each([
  ['10.1.2.3', true],
  ['172.31.255.255', true],
  ['172.32.0.1', false],
  ['192.168.0.1', true],
  ['127.0.0.1', true],
  ['8.8.8.8', false],
  ['169.254.169.254', false],
  ['::1', true],
  ['fd00::1', true],
  ['fe80::1%eth0', false],
  ['2001:db8::1', false],
  ['::ffff:10.0.0.1', true],
  ['::ffff:8.8.8.8', false],
  ['::ffff:808:808', false],
  ['core-1.example', false],
  ['', false],
])('by default private networks and this machine are within bounds: %s %s', (ip, isPermitted) => {
  expect(createBounds(PRIVATE_NETWORKS).permits(ip)).toBe(isPermitted);
});

test('what lies outside is told with what is allowed and where to change it', () => {
  const bounds = createBounds(['10.1.0.0/16']);

  expect(beyondBounds('ups.example', '8.8.8.8', bounds)).toBe(
    'ups.example (8.8.8.8) lies outside of `bounds.addresses` in the agent’s own file, which allows 10.1.0.0/16; widen it there',
  );
  expect(beyondBounds('8.8.8.8', '8.8.8.8', createBounds([]))).toContain('which allows none');
});
