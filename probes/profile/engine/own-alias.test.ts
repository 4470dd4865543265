import { expect, it } from 'vitest';
import { deviceOf, readDevice } from '../../snmp/test-device.ts';
import { isOwnAlias } from './own-alias.ts';

it.each([
  ['GigabitEthernet1/0/1', 'GigabitEthernet1/0/1 Interface', true],
  ['GE1/0/1', 'GigabitEthernet1/0/1 Interface', true],
  ['GigabitEthernet0/0/24', 'HUAWEI, Quidway Series, GigabitEthernet0/0/24 Interface', true],
  ['Vlan-interface10', 'Vlan-interface10 Interface', true],
  ['eth0', 'eth0', true],
  ['GigabitEthernet1/0/1', 'GigabitEthernet1/0/2 Interface', false],
  ['GigabitEthernet1/0/1', 'core-1 GigabitEthernet1/0/1', false],
  ['GigabitEthernet1/0/1', 'Uplink Interface', false],
  ['GigabitEthernet1/0/1', '至核心交换机', false],
  ['GigabitEthernet1/0/1', '', false],
])('at %s "%s" is the device\'s own text: %s', (port, alias, expected) => {
  expect(isOwnAlias(alias, port)).toBe(expected);
});

it('a port that nobody described has no alias, whatever the device writes there', async () => {
  const port = (index: number, alias: string) => `
    1.3.6.1.2.1.31.1.1.1.1.${index}|4|GigabitEthernet1/0/${index}
    1.3.6.1.2.1.31.1.1.1.18.${index}|4|${alias}
    1.3.6.1.2.1.2.2.1.2.${index}|4|GigabitEthernet1/0/${index}
    1.3.6.1.2.1.2.2.1.7.${index}|2|1
    1.3.6.1.2.1.2.2.1.8.${index}|2|1
    1.3.6.1.2.1.31.1.1.1.6.${index}|70|1000`;
  const device = deviceOf(port(1, 'GigabitEthernet1/0/1 Interface') + port(2, 'to core-1'));

  const { readings } = await readDevice('generic-interfaces', device);

  const labels = readings
    .filter(({ column }) => column.metric === 'net.link_state')
    .map(({ column }) => column.labels);
  expect(labels).toEqual([
    { interface: 'GigabitEthernet1/0/1', alias: '' },
    { interface: 'GigabitEthernet1/0/2', alias: 'to core-1' },
  ]);
});
