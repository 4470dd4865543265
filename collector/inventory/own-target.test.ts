import { afterEach, beforeEach, expect, test } from 'vitest';
import { type TemporaryLedger, temporaryLedger } from '#collector/ledger/temporary-ledger.ts';
import { organisationsIn } from '#collector/people/organisations.ts';
import { ownTarget } from './own-target.ts';
import { Targets } from './targets.ts';

let ledger: TemporaryLedger;
let nowMs: number;
beforeEach(async () => {
  ledger = await temporaryLedger();
  nowMs = 1;
  await organisationsIn(ledger.sql, () => 0).ensureDefault('default');
});
afterEach(() => ledger.remove());

test('the collector stays the same target, whatever others call theirs', async () => {
  const targets = await Targets.open(ledger.sql, () => nowMs);
  const own = await ownTarget(targets);
  nowMs = 2;
  const other = { organisation: 'default', kind: 'collector', name: 'A first one', host: 'a' };
  targets.learn(await targets.insert(other));

  expect(await ownTarget(await Targets.open(ledger.sql, () => nowMs))).toBe(own);
});
