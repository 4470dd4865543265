import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { machineFingerprint } from './machine.ts';

let sys: string;

beforeEach(() => {
  sys = mkdtempSync(join(tmpdir(), 'ward-sys-'));
  card('eth0', '52:54:00:aa:bb:cc');
});

afterEach(() => rmSync(sys, { recursive: true, force: true }));

test('a machine is the same every time it is asked', () => {
  expect(machineFingerprint(sys)).toMatch(/^[0-9a-f]{32}$/);
  expect(machineFingerprint(sys)).toBe(machineFingerprint(sys));
});

test('containers and bridges that come and go do not make it another one', () => {
  const before = machineFingerprint(sys);

  mkdirSync(join(sys, 'class/net/veth12'), { recursive: true });
  writeFileSync(join(sys, 'class/net/veth12/address'), '02:42:ac:11:00:02\n');

  expect(machineFingerprint(sys)).toBe(before);
});

test('a bond that gives its cards one address does not make it another one', () => {
  const before = machineFingerprint(sys);

  mkdirSync(join(sys, 'class/net/eth0/bonding_slave'));
  writeFileSync(join(sys, 'class/net/eth0/bonding_slave/perm_hwaddr'), '52:54:00:aa:bb:cc\n');
  writeFileSync(join(sys, 'class/net/eth0/address'), '52:54:00:00:00:01\n');

  expect(machineFingerprint(sys)).toBe(before);
});

test('another card or another board is another machine', () => {
  const before = machineFingerprint(sys);
  card('eth0', '52:54:00:aa:bb:cd');
  const withOtherCard = machineFingerprint(sys);
  mkdirSync(join(sys, 'class/dmi/id'), { recursive: true });
  writeFileSync(join(sys, 'class/dmi/id/product_serial'), 'J900XYZ\n');

  expect(withOtherCard).not.toBe(before);
  expect(machineFingerprint(sys)).not.toBe(withOtherCard);
});

function card(name: string, address: string): void {
  mkdirSync(join(sys, 'class/net', name, 'device'), { recursive: true });
  writeFileSync(join(sys, 'class/net', name, 'address'), `${address}\n`);
}
