import { afterEach, beforeEach, expect, test } from 'vitest';
import { type TemporaryLedger, temporaryLedger } from '#collector/ledger/temporary-ledger.ts';
import { FULL_SCOPE } from '#collector/people/caller.ts';
import { Audit } from './audit.ts';

let ledger: TemporaryLedger;
let audit: Audit;
let nowMs = 0;
const actor = { who: 'admin', address: '10.0.0.1' };

beforeEach(async () => {
  ledger = await temporaryLedger();
  audit = new Audit(ledger.sql, Buffer.alloc(32, 1), () => ++nowMs);
  for (let n = 1; n <= 5; n++) {
    await audit.write(actor, {
      action: 'target.change',
      object: `target:${n}`,
      organisation: n % 2 ? 'a' : 'b',
      before: { name: 'old' },
      after: { name: 'new' },
    });
  }
});
afterEach(() => ledger.remove());

test('an untouched chain is intact and says how long it is', async () => {
  expect(await audit.verify()).toMatchObject({ entries: 5, intact: true, brokenAt: null });
});

test.each([
  ["UPDATE audit SET after_json = '{}' WHERE number = 3", 3],
  ["UPDATE audit SET who = 'somebody' WHERE number = 1", 1],
  ['UPDATE audit SET at_ms = at_ms + 1 WHERE number = 5', 5],
  ['UPDATE audit SET organisation = NULL WHERE number = 2', 2],
  ['DELETE FROM audit WHERE number = 3', 3],
  ['DELETE FROM audit WHERE number = 1', 1],
])('%s is noticed at entry %i', async (tampering, brokenAt) => {
  await ledger.sql.run(tampering);

  expect(await audit.verify()).toMatchObject({ intact: false, brokenAt });
});

test('an end that was cut off is noticed by a head noted elsewhere', async () => {
  const { head } = await audit.verify();
  await ledger.sql.run('DELETE FROM audit WHERE number = 5');

  const check = await audit.verify(head);

  expect(check).toMatchObject({ entries: 4, intact: true, knownHeadFound: false });
});

test('somebody without the key cannot mend the chain', async () => {
  await ledger.sql.run('DELETE FROM audit WHERE number >= 4');
  const forger = new Audit(ledger.sql, Buffer.alloc(32, 2), () => 1);
  await forger.write(actor, { action: 'nothing.happened', object: '', organisation: null });

  expect(await audit.verify()).toMatchObject({ intact: false, brokenAt: 4 });
});

test('an entry goes when the change it belongs to is rolled back', async () => {
  const failing = ledger.sql.transaction(async () => {
    await audit.write(actor, { action: 'target.remove', object: 'target:9', organisation: 'a' });
    throw new Error('not after all');
  });

  await expect(failing).rejects.toThrow('not after all');
  expect((await audit.list(FULL_SCOPE, undefined, 10)).map((entry) => entry.number)).toEqual([5, 4, 3, 2, 1]);
});

test('entries written at the same moment form one chain', async () => {
  await Promise.all(
    Array.from({ length: 30 }, (_, n) =>
      audit.write(actor, { action: 'rule.change', object: `rule:${n}`, organisation: null }),
    ),
  );

  expect(await audit.verify()).toMatchObject({ entries: 35, intact: true });
});

test('a list shows only the organisations of the scope, newest first, page by page', async () => {
  const scope = { everywhere: false, organisations: ['a'] };

  const first = await audit.list(scope, undefined, 2);
  const second = await audit.list(scope, first[1].number, 2);

  expect(first.map((entry) => entry.number)).toEqual([5, 3]);
  expect(second.map((entry) => entry.number)).toEqual([1]);
  expect(first[0]).toMatchObject({ who: 'admin', before: { name: 'old' }, after: { name: 'new' } });
});
