import { expect, test } from 'vitest';
import { type Estate, makeGraph } from './graph.ts';
import { carriersIn, hangingOn } from './hanging.ts';
import { atOnce } from './slices.ts';
import { anEstate, aTarget, wayMaps } from './test-estate.ts';

const server = { kind: 'server' };
const agents = (...targets: string[]) =>
  targets.map((target) => ({ target, organisation: 'main', zone: target === 'poller' ? 'default' : null }));

function hanging(
  estate: Estate,
  target: string,
  meaning: 'unreachable' | 'power' | 'cooling' = 'unreachable',
) {
  const graph = makeGraph(estate);
  return atOnce(hangingOn(graph, wayMaps(graph), target, meaning)).sort();
}

const estate = anEstate(
  [
    aTarget('ward', {}, { kind: 'collector' }),
    aTarget('core', {}),
    aTarget('access', { network: ['core'] }),
    aTarget('spare', { network: ['core'] }),
    aTarget('ups', { network: ['core'] }, { kind: 'ups' }),
    aTarget('pdu', { network: ['core'], power: ['ups'] }, { kind: 'pdu' }),
    aTarget('web1', { network: ['access'], power: ['pdu'] }, server),
    aTarget('web2', { network: ['access', 'spare'], power: ['pdu', 'mains'] }, server),
    aTarget('mains', {}, { kind: 'ups' }),
    aTarget('vm1', { host: ['web1'] }, { kind: 'vm' }),
    aTarget('poller', { network: ['core'] }, server),
    aTarget('board', { network: ['core'] }, { kind: 'server_board' }),
    aTarget('poster', { network: ['access'] }, { kind: 'printer' }),
  ],
  {
    agents: agents('web1', 'web2', 'vm1', 'poller'),
    asked: new Map(['core', 'access', 'spare', 'ups', 'pdu', 'board'].map((id) => [id, 'poller'])),
  },
);

test('behind a switch hangs what has no other way, with the machines on it; not what nobody watches', () => {
  expect(hanging(estate, 'access')).toEqual(['vm1', 'web1']);
});

test('what is out of sight behind a switch still feeds; what is off feeds nothing', () => {
  expect(hanging(estate, 'ups', 'power')).toEqual(['pdu', 'vm1', 'web1']);
  expect(hanging(estate, 'spare')).toEqual([]);
  expect(hanging(estate, 'core')).toEqual([
    'access',
    'board',
    'pdu',
    'poller',
    'spare',
    'ups',
    'vm1',
    'web1',
    'web2',
  ]);
});

test('on an agent hangs what it asks', () => {
  expect(hanging(estate, 'poller')).toEqual(['access', 'board', 'core', 'pdu', 'spare', 'ups']);
});

test('whatever has anything hanging on it is known as a carrier', () => {
  const carriers = carriersIn(makeGraph(estate));

  for (const { id } of estate.targets)
    if ([...hanging(estate, id), ...hanging(estate, id, 'power')].length > 0) expect(carriers).toContain(id);
  expect(carriers).not.toContain('poster');
});

test('other troubles take nothing out of sight', () => {
  expect(hanging(estate, 'core', 'cooling')).toEqual([]);
});
