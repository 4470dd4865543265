import { expect, it } from 'vitest';
import { readWalk, systemText, walkText } from './walk-text.ts';

const VMWARE = '1.3.6.1.4.1.6876';

it('an ESXi host tells the power of its machines, its memory, and a part that fails', async () => {
  const { profile, values, identity } = await readWalk(
    systemText('1.3.6.1.4.1.6876.4.1', 'VMware ESXi 7.0.3'),
    walkText({
      [`${VMWARE}.1.2.0`]: '7.0.3',
      [`${VMWARE}.2.1.1.2`]: { 4: 'his-db', 9: 'pacs', 11: 'old' },
      [`${VMWARE}.2.1.1.6`]: { 4: 'powered on', 9: 'powered off', 11: 'suspended' },
      [`${VMWARE}.3.2.1.0`]: 1_000_000,
      [`${VMWARE}.3.2.3.0`]: 250_000,
      [`${VMWARE}.4.20.3.1.2`]: { 1: 3 },
      [`${VMWARE}.4.20.3.1.3`]: { 1: 5 },
      [`${VMWARE}.4.20.3.1.4`]: { 1: 'Power Supply 2 Status' },
    }),
  );

  expect(profile.profile).toBe('vmware-esxi');
  expect(identity.version).toBe('7.0.3');
  expect(values).toMatchObject({
    'vm.power his-db': 'on',
    'vm.power pacs': 'off',
    'vm.power old': 'suspended',
    'mem.used_percent': 75,
    'mem.total': 1_024_000_000,
    'hardware.state power Power Supply 2 Status': 'critical',
  });
});

it.each([
  ['1.3.6.1.4.1.6876.4.6', 'VMware-vCenter-Server-Appliance 8.0', 'vmware-vcenter'],
  ['1.3.6.1.4.1.6876.4.1', 'VMware ESXi 6.7', 'vmware-esxi'],
  ['1.3.6.1.4.1.311.1.1.3.1.2', 'Hardware: Intel64 - Software: Windows Version 6.3 (Build 9600)', 'windows'],
  ['1.3.6.1.4.1.311.1.1.3.1.3', 'Software: Windows Version 6.3', 'windows'],
  ['1.3.6.1.4.1.10418.16.1.9', 'Avocent ACS 6000', 'avocent'],
])('%s is %s', async (object, description, expected) => {
  const { profile } = await readWalk(systemText(object, description));

  expect(profile.profile).toBe(expected);
});

it('Windows says of itself which it is, and what it is made of stands in tables of every host', async () => {
  const { identity, values } = await readWalk(
    systemText(
      '1.3.6.1.4.1.311.1.1.3.1.2',
      'Hardware: x - Software: Windows Version 10.0 (Build 17763 Multi)',
    ),
    walkText({ '1.3.6.1.2.1.25.3.3.1.2': { 3: 40, 4: 20 } }),
  );

  expect(identity.version).toBe('Windows Server 2019 / Windows 10 1809');
  expect(values).toMatchObject({ 'cpu.usage_active cpu-total': 30 });
});

it('a Windows of a build that nobody listed says its version', async () => {
  const { identity } = await readWalk(
    systemText(
      '1.3.6.1.4.1.311.1.1.3.1.3',
      'Hardware: x - Software: Windows Version 6.3 (Build 31000 Multi)',
    ),
  );

  expect(identity.version).toBe('Windows Version 6.3');
});

it('a console server tells a supply that is off, and none that is not installed', async () => {
  const { values } = await readWalk(
    systemText('1.3.6.1.4.1.10418.26.1.1', 'Avocent ACS 8000'),
    walkText({ '1.3.6.1.4.1.10418.26.2.1.8.2.0': 2, '1.3.6.1.4.1.10418.26.2.1.8.3.0': 9_999 }),
  );

  expect(values).toMatchObject({ 'hardware.state power Power supply 1': 'critical' });
  expect(values).not.toHaveProperty('hardware.state power Power supply 2');
});
