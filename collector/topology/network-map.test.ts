import { expect, test } from 'vitest';
import type { Target } from '#collector/inventory/targets.ts';
import type { Device } from './build-topology.ts';
import { drawNetwork } from './network-map.ts';

const target = (id: string, network: string[] = []) =>
  ({
    id,
    name: id,
    host: id,
    address: '',
    kind: 'switch',
    organisation: 'o',
    zone: '',
    parents: { network },
  }) as unknown as Target;
const device = (id: string, to: string[]): Device => ({
  target: id,
  name: id,
  host: id,
  address: '',
  kind: 'switch',
  chassis: [],
  toldAtMs: 1,
  neighbours: to.map((name, at) => ({
    localPort: `GE${at}`,
    chassis: '',
    port: 'GE0',
    name,
    description: '',
  })),
});

test('what people said is drawn only where no device tells of it', () => {
  const targets = [target('a', ['b', 'c']), target('b'), target('c')];

  const { edges } = drawNetwork(targets, [device('a', ['b']), device('b', [])], [], 10);

  expect(edges.map(({ source, from, to }) => `${source} ${from.node} ${to.node}`)).toEqual([
    'lldp a b',
    'parents c a',
  ]);
});

test('of too many things those with most cables stay, and it is said how many there are', () => {
  const names = Array.from({ length: 8 }, (_, at) => `leaf-${at}`);
  const devices = [device('hub', [...names, 'other']), device('other', ['last'])];

  const { nodes, edges, nodesTotal } = drawNetwork([target('hub'), target('other')], devices, [], 3);

  expect(nodesTotal).toBe(11);
  expect(nodes.map(({ id }) => id)).toEqual(expect.arrayContaining(['hub', 'other']));
  expect(nodes.length).toBe(3);
  expect(edges.length).toBe(2);
});
