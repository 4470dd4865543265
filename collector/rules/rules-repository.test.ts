import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type TemporaryLedger, temporaryLedger } from '#collector/ledger/temporary-ledger.ts';
import { FULL_SCOPE } from '#collector/people/caller.ts';
import { Rule } from '#protocol/rule.ts';
import { defaultRules } from './default-rules.ts';
import { type RulesRepository, rulesIn } from './rules-repository.ts';

const mainOnly = { everywhere: false, organisations: ['main'] };
let ledger: TemporaryLedger;
let rules: RulesRepository;
beforeEach(async () => {
  ledger = await temporaryLedger();
  rules = rulesIn(ledger.sql, () => 1_000);
});
afterEach(() => ledger.remove());

const [first, second] = defaultRules;
const own = Rule.parse({ ...first, id: 'own', organisation: 'main' });

async function ids(): Promise<string[]> {
  return (await rules.list(FULL_SCOPE, '', 100)).map((stored) => stored.rule.id);
}

test('every shipped rule has a name of its own and a reason, in both languages', () => {
  const names = defaultRules.flatMap((rule) => [rule.name['zh-CN'], rule.name.en]);

  expect(new Set(names).size).toBe(2 * defaultRules.length);
  expect(new Set(defaultRules.map((rule) => rule.id)).size).toBe(defaultRules.length);
  for (const rule of defaultRules) {
    expect(rule.reason.en.length, rule.id).toBeGreaterThan(40);
    expect(rule.reason['zh-CN'], rule.id).toMatch(/\p{Script=Han}{5}/u);
  }
});

test('shipping twice changes nothing, and a new version brings its rules up to date', async () => {
  expect(await rules.ship([first])).toBe(true);
  expect(await rules.ship([first])).toBe(false);
  expect(await rules.ship([{ ...first, severity: 'info' }, second])).toBe(true);

  expect(await rules.get(FULL_SCOPE, first.id)).toMatchObject({
    rule: { severity: 'info' },
    shipped: true,
    revision: 2,
  });
  expect(await ids()).toEqual([first.id, second.id].sort());
});

describe('a rule that became a tier of another', () => {
  const [milder] = defaultRules.filter(({ id }) => id === 'disk-space-warning') as [Rule];
  const former = Rule.parse({ ...milder, id: 'disk-space-critical', severity: 'critical', tiers: [] });
  const before = { ...milder, tiers: [] };

  test('is taken out with the version that has it no more', async () => {
    await rules.ship([before, former]);

    expect(await rules.ship([milder])).toBe(true);
    expect(await rules.ship([milder])).toBe(false);

    expect(await ids()).toEqual([milder.id]);
    expect(await rules.recall(former.id)).toEqual(former);
  });

  test('stays where people changed the other, which has no tiers then', async () => {
    await rules.ship([before, former]);
    await rules.put({ ...before, severity: 'info' }, 'alice');

    await rules.ship([milder]);

    expect(await ids()).toEqual([former.id, milder.id].sort());
  });

  test.each([
    ['changed', () => rules.put({ ...former, holdMs: 60_000 }, 'alice')],
    ['deleted', () => rules.remove(former.id, 'alice')],
  ])('leaves no tier behind where people %s it', async (_what, change) => {
    await rules.ship([before, former]);
    await change();

    await rules.ship([milder]);

    expect((await rules.get(FULL_SCOPE, milder.id))?.rule.tiers).toEqual([]);
  });

  test('is read from a ledger of the version whose thresholds ended where a graver one began', async () => {
    await rules.put(own, 'alice');
    const old = { ...own, condition: { kind: 'above', threshold: 80, until: 90 }, tiers: undefined };
    await ledger.sql.run('UPDATE rules SET rule = ? WHERE id = ?', JSON.stringify(old), own.id);

    expect((await rules.inForce()).rules.map(({ rule }) => rule.condition)).toEqual([
      { kind: 'above', threshold: 80 },
    ]);
  });
});

test('what people changed or deleted is not shipped again', async () => {
  await rules.ship([first, second]);
  await rules.put({ ...first, severity: 'info' }, 'alice');
  await rules.remove(second.id, 'alice');

  expect(await rules.ship([first, second])).toBe(false);

  expect(await rules.get(FULL_SCOPE, first.id)).toMatchObject({
    rule: { severity: 'info' },
    shipped: false,
    changedBy: 'alice',
    changedAtMs: 1_000,
  });
  expect(await ids()).toEqual([first.id]);
});

test('each change gets the next revision, deletions too, and what is in force names the last', async () => {
  await rules.put(own, 'alice');
  await rules.put({ ...own, enabled: false }, 'alice');
  await rules.put(first, 'alice');
  expect(await rules.inForce()).toEqual({ revision: 3, rules: [{ rule: first, revision: 3 }] });

  expect(await rules.remove(first.id, 'alice')).toBe(true);
  expect(await rules.remove(first.id, 'alice')).toBe(false);

  expect(await rules.inForce()).toEqual({ revision: 4, rules: [] });
});

test('a deleted rule may be made anew', async () => {
  await rules.put(own, 'alice');
  await rules.remove('own', 'alice');
  await rules.put(own, 'bob');

  expect(await rules.get(FULL_SCOPE, 'own')).toMatchObject({ changedBy: 'bob', revision: 3 });
});

test('rules of other organisations are not seen, those for all are', async () => {
  await rules.put(own, 'alice');
  await rules.put({ ...own, id: 'foreign', organisation: 'other' }, 'alice');
  await rules.put({ ...own, id: 'general', organisation: '*' }, 'alice');

  expect((await rules.list(mainOnly, '', 10)).map((stored) => stored.rule.id)).toEqual(['general', 'own']);
  expect(await rules.get(mainOnly, 'foreign')).toBeUndefined();
});

test('a list is paged by the id it ended with', async () => {
  await rules.ship(defaultRules);
  const all = defaultRules.map((rule) => rule.id).sort();

  const page = await rules.list(FULL_SCOPE, all[2], 3);

  expect(page.map((stored) => stored.rule.id)).toEqual(all.slice(3, 6));
});

test('a deleted rule is recalled as it was', async () => {
  await rules.put(own, 'alice');
  await rules.remove('own', 'alice');

  expect(await rules.recall('own')).toEqual(own);
  expect(await rules.recall('never')).toBeUndefined();
});
