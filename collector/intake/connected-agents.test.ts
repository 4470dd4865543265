import { expect, test } from 'vitest';
import { ConnectedAgents } from './connected-agents.ts';

test('what an agent misses is shown before it connects again, and until it came', () => {
  const agents = new ConnectedAgents({ nowMs: () => 0, onClone: () => {} });
  const gap = { epoch: '0011223344556677', from: 3, to: 9, missing: 5, sinceMs: 1_000 };

  agents.setGaps(new Map([['a', [gap]]]));

  expect(agents.status('a')).toMatchObject({
    connected: false,
    missingFrames: 5,
    gaps: [{ epoch: gap.epoch, from: 3, to: 9, sinceMs: 1_000 }],
  });
  agents.setGaps(new Map());
  expect(agents.status('a')).toMatchObject({ missingFrames: 0, gaps: [] });
});

test('the clock of an agent is told while it is heard of, whichever way it sends', () => {
  let nowMs = 1_000_000;
  const agents = new ConnectedAgents({ nowMs: () => nowMs, onClone: () => {} });
  const identity = { agent: 'a', organisation: 'o', target: 't', targets: ['t'] };
  agents.heard(identity, nowMs);
  agents.clock('a').heard(nowMs + 7_000, nowMs, nowMs);

  expect([...agents.skews()]).toEqual([{ identity, skewMs: 7_000 }]);
  nowMs += 300_000;
  expect([...agents.skews()]).toEqual([]);
});
