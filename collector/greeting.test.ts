import type { NetworkInterfaceInfo } from 'node:os';
import { expect, test } from 'vitest';
import { readCollectorConfig } from './config/command-line.ts';
import type { CollectorConfig } from './config/config.ts';
import { greeting } from './greeting.ts';

const ethernet = { address: '192.0.2.7', family: 'IPv4', internal: false } as NetworkInterfaceInfo;
const loopback = { address: '127.0.0.1', family: 'IPv4', internal: true } as NetworkInterfaceInfo;
const interfaces = { eth0: [ethernet], lo: [loopback] };

function greet(...argv: string[]): string {
  const { config } = readCollectorConfig(argv) as { config: CollectorConfig };
  return greeting({ config, url: 'http://127.0.0.1:8642', firstPassword: undefined, interfaces });
}

test('says where the pages are, and names no address at which nobody listens', () => {
  const text = greet();

  expect(text).toContain('Ward 守望   http://127.0.0.1:8642\n');
  expect(text).not.toContain('192.0.2.7');
  expect(text).not.toContain('TLS');
});

test('who listens everywhere is told the addresses for others, and what it means to do so without TLS', () => {
  const text = greet('--listen', '0.0.0.0:8642');

  expect(text).toContain('http://192.0.2.7:8642\n');
  expect(text).toMatch(/Without TLS passwords and keys can be read/);
});

test('shows the first password only when one was made', () => {
  const { config } = readCollectorConfig([]) as { config: CollectorConfig };

  const first = greeting({ config, url: 'http://127.0.0.1:1', firstPassword: 'aaaaa-bbbbb', interfaces });

  expect(first).toContain('first sign-in   admin   aaaaa-bbbbb');
  expect(greet()).not.toContain('first sign-in');
});

test('speaks of the agent only where one is started', () => {
  expect(greet('--interval', '5s')).toContain('measures this machine every 5 s');
  expect(greet('--no-agent')).not.toContain('agent');
});
