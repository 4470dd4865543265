import { describe, expect, test } from 'vitest';
import { buildTopology, type Device, type Neighbour } from './build-topology.ts';

const neighbour = (localPort: string, more: Partial<Neighbour> = {}): Neighbour => ({
  localPort,
  chassis: '',
  port: '',
  name: '',
  description: '',
  ...more,
});

const device = (target: string, neighbours: Neighbour[] = [], more: Partial<Device> = {}): Device => ({
  target,
  name: target,
  host: target,
  address: '',
  kind: 'switch',
  chassis: [],
  neighbours,
  toldAtMs: neighbours.length > 0 ? 1_000 : null,
  ...more,
});

/** `a GE1 - b GE2 both`, one line for each edge. */
const drawn = (devices: Device[]) =>
  buildTopology(devices).edges.map(
    ({ from, to, seenBy }) => `${from.node} ${from.port} - ${to.node} ${to.port} ${seenBy}`,
  );

describe('a cable that both ends tell is one edge', () => {
  test('with the ports as each device calls its own', () => {
    const a = device('a', [neighbour('GigabitEthernet1/0/1', { name: 'b', port: 'GE0/0/24' })]);
    const b = device('b', [neighbour('GigabitEthernet0/0/24', { name: 'a', port: 'GE1/0/1' })]);

    expect(drawn([a, b])).toEqual(['a GigabitEthernet1/0/1 - b GigabitEthernet0/0/24 both']);
    expect(drawn([b, a])).toEqual(['b GigabitEthernet0/0/24 - a GigabitEthernet1/0/1 both']);
  });

  test('also where one end names the other port by an address', () => {
    const a = device('a', [neighbour('GE1/0/1', { name: 'b', port: '00:11:22:33:44:55' })]);
    const b = device('b', [neighbour('GE0/0/24', { name: 'a', port: 'GE1/0/1' })]);

    expect(drawn([a, b])).toEqual(['a GE1/0/1 - b GE0/0/24 both']);
  });

  test('also where both do, as long as there is but one between them', () => {
    const a = device('a', [neighbour('GE1/0/1', { name: 'b', port: '0011-2233-4455' })]);
    const b = device('b', [neighbour('GE0/0/24', { name: 'a', port: '6677-8899-aabb' })]);

    expect(drawn([a, b])).toEqual(['a GE1/0/1 - b GE0/0/24 both']);
  });

  test('and two cables side by side stay two', () => {
    const a = device('a', [
      neighbour('GE1/0/1', { name: 'b', port: 'GE1/0/1' }),
      neighbour('GE1/0/2', { name: 'b', port: 'GE1/0/2' }),
    ]);
    const b = device('b', [
      neighbour('GE1/0/1', { name: 'a', port: 'GE1/0/1' }),
      neighbour('GE1/0/2', { name: 'a', port: 'GE1/0/2' }),
    ]);

    expect(drawn([a, b])).toEqual(['a GE1/0/1 - b GE1/0/1 both', 'a GE1/0/2 - b GE1/0/2 both']);
  });
});

describe('a neighbour is found', () => {
  const from = (more: Partial<Neighbour>) => device('a', [neighbour('GE1', more)]);

  test.each([
    [
      'by its chassis id, however it is written',
      { chassis: '0C-DA-41-00-11-22' },
      { chassis: ['0cda.4100.1122'] },
    ],
    ['by its management address', { chassis: '10.1.0.2' }, { address: '10.1.0.2' }],
    ['by its name, with or without domain', { name: 'B.example.com' }, {}],
    ['by how it calls itself', { name: 'SW-2' }, { host: 'sw-2' }],
  ])('%s', (_, said, is) => {
    expect(drawn([from(said), device('b', [], is)])).toEqual(['a GE1 - b  one']);
  });

  test('by a chassis id that another neighbour has said together with its name', () => {
    const c = device('c', [neighbour('GE9', { chassis: '0cda-4100-1122', name: 'b' })]);

    expect(drawn([from({ chassis: '0c:da:41:00:11:22' }), device('b'), c])).toEqual([
      'a GE1 - b  one',
      'c GE9 - b  one',
    ]);
  });

  test('by nothing when two devices have the name', () => {
    const twins = [device('b1', [], { host: 'b' }), device('b2', [], { host: 'b' })];

    expect(drawn([from({ name: 'b' }), ...twins])).toEqual(['a GE1 - unknown b  one']);
  });
});

test('what is not watched is one node, however many see it', () => {
  const says = { chassis: '0cda-4100-1122', name: 'printer', description: 'HP LaserJet' };

  const { nodes, edges } = buildTopology([
    device('a', [neighbour('GE1', says)]),
    device('b', [neighbour('GE2', says)]),
    device('lonely'),
  ]);

  expect(nodes.map(({ id, target }) => [id, target])).toEqual([
    ['a', 'a'],
    ['b', 'b'],
    ['unknown 0cda41001122', null],
  ]);
  expect(nodes[2]).toMatchObject({ name: 'printer', description: 'HP LaserJet' });
  expect(edges.length).toBe(2);
});

test('a device that hears itself is no edge', () => {
  expect(drawn([device('a', [neighbour('GE1', { name: 'a', port: 'GE2' })])])).toEqual([]);
});
