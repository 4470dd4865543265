import { expect, test } from 'vitest';
import type { KeptRecord } from '#collector/inventory/records.ts';
import type { Target } from '#collector/inventory/targets.ts';
import { buildTopology } from './build-topology.ts';
import { devicesOf } from './devices.ts';

const target = (id: string) => ({ id, name: id, host: id, address: '', kind: 'switch' }) as Target;
const told = (of: string, kind: string, key: string, data: unknown): KeptRecord => ({
  target: of,
  kind,
  key,
  timeMs: 1_000,
  data,
});

test('two devices that name each other only by the chassis id are two ends of one cable', () => {
  const sees = (chassis: string) => [
    { localPort: 'GE1/0/1', chassis, port: 'GE1/0/1', name: '', description: '' },
  ];
  const [one, two] = ['0c:da:41:00:00:01', '0c:da:41:00:00:02'] as const;
  const neighbours = [told('a', 'neighbours', '', sees(two)), told('b', 'neighbours', '', sees(one))];
  const inventories = [
    told('a', 'inventory', '', { profile: 'generic', chassis: one }),
    told('b', 'inventory', '', { profile: 'generic', chassis: two }),
  ];

  const { nodes, edges } = buildTopology(devicesOf([target('a'), target('b')], neighbours, inventories));

  expect(nodes.map(({ target: id }) => id)).toEqual(['a', 'b']);
  expect(edges).toMatchObject([{ from: { node: 'a' }, to: { node: 'b' }, seenBy: 'both' }]);
});

test('of two probes that tell the neighbours of one device the first that sees any counts', () => {
  const bySsh = [{ localPort: 'XGE1/0/1', chassis: '', port: 'XGE1/0/2', name: 'b', description: '' }];
  const bySnmp = [{ ...bySsh[0], localPort: 'Ten-GigabitEthernet1/0/1' }];
  const edges = (...records: KeptRecord[]) =>
    buildTopology(devicesOf([target('a'), target('b')], records, [])).edges.map(({ from }) => from.port);

  expect(edges(told('a', 'neighbours', '', bySnmp), told('a', 'neighbours', 'ssh', bySsh))).toEqual([
    'Ten-GigabitEthernet1/0/1',
  ]);
  expect(edges(told('a', 'neighbours', '', []), told('a', 'neighbours', 'ssh', bySsh))).toEqual(['XGE1/0/1']);
});
