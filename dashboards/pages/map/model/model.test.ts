import { describe, expect, test } from 'vitest';
import { cableKey } from '#protocol/cable.ts';
import type { TopologyAnswer } from '../../../api/topology.ts';
import { selectionsOf } from '../link-loads.ts';
import { type Box, collide } from './boxes.ts';
import { breakName } from './break-name.ts';
import {
  arrangeAgain,
  changesOf,
  type Draft,
  draftOf,
  moveNode,
  removeCable,
  restoreCable,
} from './draft.ts';
import type { Join, Thing } from './graph.ts';
import { makeGraph } from './graph.ts';
import { layersOf } from './layers.ts';
import { type LayoutInput, layOut } from './layout.ts';
import { classOf, loadOf, type PortLoad, speedOf, worstOf } from './load.ts';
import { crossings, orderRows } from './order.ts';
import { shortestWays } from './path.ts';
import { makeScene, NO_FILTER } from './scene.ts';
import { spread } from './spread.ts';
import { wire } from './wires.ts';

const thing = (id: string, kind = 'switch'): Thing => ({ id, name: id, kind });
const joins = (...pairs: string[]): Join[] =>
  pairs.map((pair) => {
    const [from = '', to = ''] = pair.split(' ');
    return { from, to };
  });

/** Two cores, two pairs below them, switches below those, hosts below these, a firewall above. */
function campus(accessPerPair: number, hostsEach: number): Pick<LayoutInput, 'things' | 'joins'> {
  const things = [thing('core-1'), thing('core-2'), thing('fw', 'firewall'), thing('isp', 'router')];
  const pairs = ['core-1 core-2', 'fw core-1', 'fw core-2', 'isp fw'];
  for (const pair of ['a', 'b', 'c']) {
    for (const twin of [1, 2]) {
      things.push(thing(`dist-${pair}${twin}`));
      pairs.push(`core-1 dist-${pair}${twin}`, `core-2 dist-${pair}${twin}`);
    }
    pairs.push(`dist-${pair}1 dist-${pair}2`);
    for (let at = 0; at < accessPerPair; at++) {
      const id = `access-${pair}${at}`;
      things.push(thing(id));
      pairs.push(`dist-${pair}1 ${id}`, `dist-${pair}2 ${id}`);
      for (let host = 0; host < hostsEach; host++) {
        things.push(thing(`host-${pair}${at}-${host}`, 'server'));
        pairs.push(`${id} host-${pair}${at}-${host}`);
      }
    }
  }
  return { things, joins: joins(...pairs) };
}

/** A tangle that is the same each time. */
function tangle(count: number, extra: number): Pick<LayoutInput, 'things' | 'joins'> {
  let seed = 7;
  const random = (below: number) => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  const kinds = ['switch', 'switch', 'server', 'firewall', ''];
  const things = Array.from({ length: count }, (_, at) => thing(`n${at}`, kinds[at % kinds.length]));
  const found: string[] = [];
  for (let at = 1; at < count; at++) found.push(`n${at} n${random(at)}`);
  for (let at = 0; at < extra; at++) found.push(`n${random(count)} n${random(count)}`);
  return { things, joins: joins(...found) };
}

const nobody: Pick<LayoutInput, 'placed' | 'opened'> = { placed: new Map(), opened: new Set() };

function overlaps(boxes: readonly Box[]): number {
  let count = 0;
  for (const [at, one] of boxes.entries())
    for (const other of boxes.slice(at + 1)) if (collide(one, other)) count++;
  return count;
}

describe('rows', () => {
  test('are by role: ways out above the core, then distribution and access', () => {
    const { things, joins: all } = campus(4, 0);
    const layers = layersOf(makeGraph(things, all));
    const row = (id: string) => layers.get(id);

    expect(['isp', 'fw', 'core-1', 'core-2', 'dist-a1', 'dist-c2', 'access-b3'].map(row)).toEqual([
      -2, -1, 0, 0, 1, 1, 2,
    ]);
  });

  test('have no crossing where none is needed', () => {
    const graph = makeGraph(
      ['a', 'b', 'c', 'x', 'y', 'z'].map((id) => thing(id)),
      joins('a z', 'b y', 'c x'),
    );
    const before = [
      ['a', 'b', 'c'],
      ['x', 'y', 'z'],
    ];

    expect(crossings(before, graph)).toBe(3);
    expect(crossings(orderRows(before, graph), graph)).toBe(0);
  });

  test('are spread as near as possible to where each wants to be', () => {
    expect(spread([0, 0, 10], [4, 4])).toEqual([-2, 2, 10]);
    expect(spread([5, 0], [2])).toEqual([1.5, 3.5]);
  });
});

describe('the picture', () => {
  test('is the same for the same network, in whatever order it is told', () => {
    const { things, joins: all } = tangle(120, 60);
    const one = layOut({ things, joins: all, ...nobody });
    const other = layOut({
      things: [...things].reverse(),
      joins: [...all].reverse().map(({ from, to }) => ({ from: to, to: from })),
      ...nobody,
    });

    expect(Object.fromEntries(other.boxes)).toEqual(Object.fromEntries(one.boxes));
  });

  test.each([
    ['a campus', campus(12, 6)],
    ['a campus with every host shown', campus(5, 12)],
    ['a tangle', tangle(160, 90)],
  ])('of %s lets nothing overlap', (_, network) => {
    const opened = new Set(network.things.map(({ id }) => id).filter((id) => id.startsWith('access-a')));
    const { boxes, bunches } = layOut({ ...network, ...nobody, opened });

    expect(overlaps([...boxes.values(), ...bunches.filter(({ isFolded }) => isFolded)])).toBe(0);
  });

  test('folds the hosts of a switch into one mark until they are asked for', () => {
    const network = campus(1, 24);
    const folded = layOut({ ...network, ...nobody });
    const opened = layOut({ ...network, ...nobody, opened: new Set(['access-a0']) });

    expect(folded.bunches.find(({ owner }) => owner === 'access-a0')).toMatchObject({ isFolded: true });
    expect(folded.boxes.has('host-a0-3')).toBe(false);
    expect(opened.boxes.has('host-a0-3')).toBe(true);
    expect(opened.boxes.has('host-b0-3')).toBe(false);
  });

  test('leaves what people placed there, and puts what is new beside it without moving anybody', () => {
    const before = campus(6, 0);
    const { boxes } = layOut({ ...before, ...nobody });
    const placed = new Map([...boxes].map(([id, { x, y }]) => [id, { x, y }]));
    placed.set('core-1', { x: -900, y: 333 });

    const after = layOut({
      things: [...before.things, thing('access-new')],
      joins: [...before.joins, ...joins('dist-b1 access-new', 'dist-b2 access-new')],
      placed,
      opened: new Set(),
    });

    for (const [id, place] of placed) expect(after.boxes.get(id)).toMatchObject(place);
    const fresh = after.boxes.get('access-new') as Box;
    const above = after.boxes.get('dist-b1') as Box;
    expect(Math.hypot(fresh.x - above.x, fresh.y - above.y)).toBeLessThan(700);
    expect([...after.boxes].filter(([id, box]) => id !== 'access-new' && collide(box, fresh))).toEqual([]);
  });

  test('of a single thing, and of nothing, is no trouble', () => {
    expect(layOut({ things: [thing('one')], joins: [], ...nobody }).boxes.size).toBe(1);
    expect(layOut({ things: [], joins: [], ...nobody }).bounds).toMatchObject({ width: 0, height: 0 });
  });
});

describe('a way', () => {
  const link = (from: string, to: string, name = '') => ({ from: { node: from }, to: { node: to }, name });

  test('is every shortest one, with cables that lie side by side', () => {
    const links = [
      link('a', 'core-1', '1'),
      link('core-2', 'a', '2'),
      link('core-1', 'b', '3'),
      link('core-1', 'b', '4'),
      link('core-2', 'b', '5'),
      link('core-1', 'core-2', 'not on it'),
      link('a', 'far', 'nor this'),
    ];

    const ways = shortestWays(links, 'a', 'b');

    expect(ways).toMatchObject({ length: 2, count: 2 });
    expect(ways?.hops.map((hop) => hop.map((step) => `${step.link.name} ${step.from}>${step.to}`))).toEqual([
      ['1 a>core-1', '2 a>core-2'],
      ['3 core-1>b', '4 core-1>b', '5 core-2>b'],
    ]);
    expect([...(ways?.nodes ?? [])].sort()).toEqual(['a', 'b', 'core-1', 'core-2']);
  });

  test('that is not there is said to be none', () => {
    expect(shortestWays([link('a', 'b')], 'a', 'elsewhere')).toBeUndefined();
    expect(shortestWays([link('a', 'b')], 'a', 'a')).toMatchObject({ length: 0, count: 1 });
  });
});

describe('the load of a cable', () => {
  const port = (more: Partial<PortLoad> = {}): PortLoad => ({
    received: Number.NaN,
    sent: Number.NaN,
    isUp: null,
    isStale: false,
    ...more,
  });

  test.each([
    [0, 'low'],
    [0.39, 'low'],
    [0.4, 'medium'],
    [0.7, 'high'],
    [0.9, 'full'],
    [1.2, 'full'],
    [Number.NaN, 'unknown'],
  ])('%d is %s', (share, word) => {
    expect(classOf(share)).toBe(word);
  });

  test('is that of the busier direction, from whichever end knows it', () => {
    const load = loadOf(port({ sent: 10e6 }), port({ sent: 100e6 }), 1_000);

    expect(load).toMatchObject({ forth: 80e6, back: 800e6, share: 0.8, loadClass: 'high' });
  });

  test('is the end of it when one end says it is down, but not when that is old', () => {
    expect(loadOf(port({ isUp: true, sent: 5 }), port({ isUp: false }), 100).loadClass).toBe('down');
    expect(loadOf(port({ isUp: true, sent: 5 }), port({ isUp: false, isStale: true }), 100)).toMatchObject({
      loadClass: 'low',
      isStale: false,
    });
    expect(loadOf(port({ sent: 5, isStale: true }), undefined, 100)).toMatchObject({ isStale: true });
  });

  test('without a speed is not known, and the slower end decides', () => {
    expect(loadOf(port({ sent: 5 }), undefined, null).loadClass).toBe('unknown');
    expect(speedOf({ speed: 10_000 }, { speed: 1_000 })).toBe(1_000);
    expect(speedOf({ speed: null }, { speed: 100 })).toBe(100);
  });

  test('of several is as bad as the worst: down before full', () => {
    const full = { link: 'full', load: loadOf(port({ sent: 12e6 }), undefined, 100) };
    const down = { link: 'down', load: loadOf(port({ isUp: false }), undefined, 100) };
    const none = { link: 'none', load: loadOf(undefined, undefined, 100) };

    expect(worstOf([none, full, down])).toBe('down');
    expect(worstOf([none, full])).toBe('full');
    expect(worstOf([none])).toBeUndefined();
  });
});

describe('corrections', () => {
  const node = (id: string, organisation: string) => ({
    ...{ id, target: id, name: id, kind: 'switch', address: '', description: '' },
    organisation,
    zone: '',
  });
  const end = (id: string, port: string) => ({ node: id, port, interface: null, speed: null });
  const edge = (from: string, to: string, port: string): TopologyAnswer['edges'][number] => ({
    ...{ from: end(from, port), to: end(to, ''), source: 'lldp', seenBy: 'both', toldAtMs: 1 },
  });
  const answer: TopologyAnswer = {
    nodes: [node('a', 'one'), node('b', 'one'), node('c', 'two'), node('d', 'two')],
    edges: [edge('a', 'b', 'GE1/0/1'), edge('c', 'd', 'GE1/0/2')],
    nodesTotal: 4,
    corrections: [
      {
        organisation: 'one',
        revision: 3,
        corrections: {
          positions: [{ node: 'a', x: 1, y: 2 }],
          added: [],
          removed: [],
          hidden: [],
        },
        changedBy: 'x',
        changedAtMs: 1,
      },
    ],
  };
  const organisationOf = (id: string) => answer.nodes.find((each) => each.id === id)?.organisation ?? '';
  const drawn = (draft: Draft) =>
    makeScene(answer, draft, NO_FILTER, () => undefined).links.map(
      ({ from, to }) => `${from.node} ${to.node}`,
    );

  test('are saved for the organisations in which something is different, from the revision that was seen', () => {
    const draft = draftOf(answer);
    const cable = answer.edges[1] as TopologyAnswer['edges'][number];

    expect(changesOf(draft, answer, organisationOf)).toEqual([]);
    expect(changesOf(removeCable(draft, cable), answer, organisationOf)).toMatchObject([
      { organisation: 'two', revision: 0, corrections: { removed: [{ from: { node: 'c' } }] } },
    ]);
    expect(changesOf(arrangeAgain(draft), answer, organisationOf)).toMatchObject([
      { organisation: 'one', revision: 3, corrections: { positions: [] } },
    ]);
  });

  test('take a cable away that is none, whichever way its port is written, and bring it back', () => {
    const draft = removeCable(draftOf(answer), {
      from: { node: 'b', port: '' },
      to: { node: 'a', port: 'GigabitEthernet1/0/1' },
    });

    expect(drawn(draft)).toEqual(['c d']);
    expect(drawn(restoreCable(draft, cableKey(answer.edges[0] as never)))).toEqual(['a b', 'c d']);
  });

  test('of one place hold everything else where it is', () => {
    const boxes = new Map([
      ['a', { x: 5, y: 5, width: 1, height: 1 }],
      ['b', { x: 7.4, y: 9, width: 1, height: 1 }],
    ]);

    const { positions } = moveNode(draftOf(answer), boxes, ['a', 'b'], 'a', { x: 50.2, y: 60 });

    expect(positions).toEqual({ a: { x: 50, y: 60 }, b: { x: 7, y: 9 } });
  });
});

test('cables that leave one side of a thing do so side by side, in the order of where they go', () => {
  const at = (x: number, y: number) => ({ x, y, width: 100, height: 40 });
  const boxes = new Map([
    ['top', at(0, 0)],
    ['left', at(-200, 200)],
    ['right', at(200, 200)],
  ]);
  const link = (id: string, to: string) => ({ id, from: { node: 'top' }, to: { node: to } });

  const wires = wire([link('1', 'right'), link('2', 'left')], boxes);

  const start = (id: string) => Number(/^M(-?[\d.]+)/.exec(wires.get(id)?.path ?? '')?.[1]);
  expect(start('2')).toBeLessThan(start('1'));
  expect(wires.get('1')?.arrow).toBe('▼');
});

test('only ports of cables on the screen are watched, in few subscriptions', () => {
  const ports = [
    { target: 'b', interface: 'GE1' },
    { target: 'a', interface: 'GE1' },
    { target: 'a', interface: 'GE2' },
  ];

  expect(selectionsOf(ports)).toMatchObject([
    { targets: ['a', 'b'], labels: { interface: 'GE1' } },
    { targets: ['a'], labels: { interface: 'GE2' } },
  ]);
  const many = Array.from({ length: 90 }, (_, at) => ({ target: 't', interface: `GE${at}` }));
  expect(selectionsOf(many).length).toBeLessThan(30);
});

test('a long name is broken behind a sign, and nothing of it is lost', () => {
  expect(breakName('core-1', 12)).toEqual({ lines: ['core-1'], rest: '' });
  expect(breakName('server-room-access-1', 12)).toEqual({ lines: ['server-room-', 'access-1'], rest: '' });
  const { lines, rest } = breakName('上海市某区公共卫生数据中心-接入-1', 12);
  expect([...lines, rest].join('')).toBe('上海市某区公共卫生数据中心-接入-1');
});
