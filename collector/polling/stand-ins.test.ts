import { beforeEach, expect, test } from 'vitest';
import type { Hello } from '#protocol/session.ts';
import { type StandIns, standIns } from './stand-ins.ts';

let said: string[];
let ranks: StandIns;
beforeEach(() => {
  said = [];
  ranks = standIns({
    hostname: 'collector',
    say(agent, message) {
      if (message.type === 'stand_in') said.push(`${agent} ${message.rank}`);
      return true;
    },
  });
});

function arrives(agent: string, { zone = 'b2', hostname = agent, alone = true } = {}): void {
  const hello = { zone, hostname, alone } as unknown as Hello;
  ranks.arrived({ agent, organisation: 'main' } as never, hello);
}

test('one agent of each zone goes first, and each hears only of what changes', () => {
  arrives('b');
  arrives('c');
  arrives('x', { zone: 'c3' });
  arrives('a');

  expect(said).toEqual(['b 0', 'c 1', 'x 0', 'a 0', 'b 1', 'c 2']);
});

test('who is gone makes room, and who comes again hears its rank again', () => {
  arrives('a');
  arrives('b');
  said = [];

  ranks.left('a');
  arrives('a');

  expect(said).toEqual(['b 0', 'a 0', 'b 1']);
});

test('the agent on the machine of the collector goes last: they may go down together', () => {
  arrives('a', { hostname: 'collector' });
  arrives('b');

  expect(said).toEqual(['a 0', 'b 0', 'a 1']);
});

test('who cannot tell people has no rank', () => {
  arrives('a', { alone: false });

  expect(said).toEqual([]);
});
