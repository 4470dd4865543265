import fc from 'fast-check';
import { expect, test } from 'vitest';
import { distribute, type Polled, type Poller } from './distribute.ts';

const poller = (agent: string, zone = 'room-1', organisation = 'o'): Poller => ({
  agent,
  organisation,
  zone,
});
const target = (id: string, zone = 'room-1', organisation = 'o'): Polled => ({ id, organisation, zone });
const many = Array.from({ length: 1_000 }, (_, index) => target(`target-${index}`));

/** Target → agent. */
function owners(targets: readonly Polled[], pollers: readonly Poller[]): Map<string, string> {
  const shares = distribute(targets, pollers);
  return new Map([...shares].flatMap(([agent, ids]) => ids.map((id): [string, string] => [id, agent])));
}

test('every target of a zone with an agent is asked by exactly one of its own zone and organisation', () => {
  const names = fc.constantFrom('a', 'b', 'c');
  const pollers = fc.uniqueArray(fc.record({ agent: fc.uuid(), organisation: names, zone: names }), {
    selector: ({ agent }) => agent,
    maxLength: 8,
  });
  const targets = fc.uniqueArray(fc.record({ id: fc.uuid(), organisation: names, zone: names }), {
    selector: ({ id }) => id,
    maxLength: 40,
  });

  fc.assert(
    fc.property(pollers, targets, (agents, things) => {
      const asked = [...distribute(things, agents).values()].flat();
      expect(new Set(asked).size).toBe(asked.length);
      const owner = owners(things, agents);
      for (const { id, organisation, zone } of things) {
        const mine = agents.filter((agent) => agent.organisation === organisation && agent.zone === zone);
        if (mine.length === 0) expect(owner.has(id)).toBe(false);
        else expect(mine.map(({ agent }) => agent)).toContain(owner.get(id));
      }
    }),
  );
});

test('is the same whatever the order of the agents', () => {
  const pollers = ['a', 'b', 'c'].map((agent) => poller(agent));

  expect(owners(many, pollers.toReversed())).toEqual(owners(many, pollers));
});

test('an agent that comes takes its share, and nothing moves between the others', () => {
  const before = owners(many, [poller('a'), poller('b')]);

  const after = owners(many, [poller('a'), poller('b'), poller('c')]);

  const moved = many.filter(({ id }) => before.get(id) !== after.get(id));
  expect(moved.every(({ id }) => after.get(id) === 'c')).toBe(true);
  expect(moved.length).toBeGreaterThan(250);
  expect(moved.length).toBeLessThan(420);
});

test('a target without a zone is asked by the agents of the zone `default`', () => {
  expect(owners([target('x', '')], [poller('a', 'default')])).toEqual(new Map([['x', 'a']]));
});

test('an agent without targets has an empty list, so that it is told to stop', () => {
  expect(distribute([], [poller('a')])).toEqual(new Map([['a', []]]));
});
