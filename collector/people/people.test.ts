import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Audit } from '#collector/audit/audit.ts';
import { makeRefusals } from '#collector/audit/refusals.ts';
import { type TemporaryLedger, temporaryLedger } from '#collector/ledger/temporary-ledger.ts';
import { ensureFirstAdministrator } from './first-administrator.ts';
import { organisationsIn } from './organisations.ts';
import { Passwords } from './password.ts';
import { personsIn } from './persons.ts';
import { Sessions } from './sessions.ts';
import { makeSignIn } from './sign-in.ts';
import { SignInGuard } from './sign-in-guard.ts';

const CHEAP = { memoryKiB: 64, passes: 1, parallelism: 1 };
const PASSWORD = 'horse-battery-9';

let ledger: TemporaryLedger;
let nowMs: number;
let world: Awaited<ReturnType<typeof makeWorld>>;

async function makeWorld() {
  const now = () => nowMs;
  const persons = personsIn(ledger.sql, now);
  const passwords = new Passwords(CHEAP);
  const sessions = new Sessions(ledger.sql, persons, now);
  const audit = new Audit(ledger.sql, Buffer.alloc(32), now);
  const guard = new SignInGuard();
  const organisations = organisationsIn(ledger.sql, now);
  const signIn = makeSignIn({
    persons,
    passwords,
    sessions,
    guard,
    audit,
    refusals: makeRefusals(audit, now),
    nowMs: now,
  });
  await ensureFirstAdministrator({ persons, organisations, passwords, audit, password: PASSWORD });
  return { persons, passwords, sessions, audit, guard, organisations, signIn };
}

async function signedIn() {
  const result = await world.signIn('admin', PASSWORD, '10.0.0.1');
  if (!result.ok) throw new Error('could not sign in');
  return result;
}

beforeEach(async () => {
  nowMs = 1_000_000;
  ledger = await temporaryLedger();
  world = await makeWorld();
});
afterEach(() => ledger.remove());

describe('the first administrator', () => {
  test('is made once; a password is made and returned when none is given', async () => {
    const fresh = await temporaryLedger();
    const persons = personsIn(fresh.sql, () => 1);
    const options = {
      persons,
      organisations: organisationsIn(fresh.sql, () => 1),
      passwords: new Passwords(CHEAP),
      audit: new Audit(fresh.sql, Buffer.alloc(32), () => 1),
      password: undefined,
    };

    const made = await ensureFirstAdministrator(options);
    const again = await ensureFirstAdministrator(options);

    expect(made).toMatch(/^(\w{5}-){3}\w{5}$/);
    expect(again).toBeUndefined();
    const kept = await persons.byName('admin');
    expect(await options.passwords.matches(made ?? '', kept?.passwordHash)).toBe(true);
    await fresh.remove();
  });

  test('is refused with a password that breaks the rules', async () => {
    const fresh = await temporaryLedger();
    const options = {
      persons: personsIn(fresh.sql, () => 1),
      organisations: organisationsIn(fresh.sql, () => 1),
      passwords: new Passwords(CHEAP),
      audit: new Audit(fresh.sql, Buffer.alloc(32), () => 1),
      password: 'admin',
    };

    await expect(ensureFirstAdministrator(options)).rejects.toThrow(
      /WARD_ADMIN_PASSWORD cannot be used \(too_short, is_name\)/,
    );
    await fresh.remove();
  });
});

describe('signing in', () => {
  test('with the right password opens a session; its token is nowhere in the ledger', async () => {
    const { token } = await signedIn();

    const caller = await world.sessions.caller(token);

    expect(caller).toMatchObject({
      name: 'admin',
      memberships: [{ organisation: '*', role: 'administrator' }],
    });
    expect(JSON.stringify(await ledger.sql.all('SELECT * FROM sessions'))).not.toContain(token);
  });

  test('does not say whether the name or the password was wrong', async () => {
    const wrongPassword = await world.signIn('admin', 'not-it-at-all', '10.0.0.1');
    const wrongName = await world.signIn('nobody', PASSWORD, '10.0.0.1');

    expect(wrongPassword).toEqual({ ok: false, code: 'wrong_name_or_password' });
    expect(wrongName).toEqual(wrongPassword);
  });

  test('waits from the fifth failure of a name on, doubling up to a quarter of an hour', () => {
    const waits: number[] = [];
    for (let attempt = 0; attempt < 20; attempt++) {
      const address = `10.0.1.${attempt}`;
      const waitMs = world.guard.begin('admin', address, nowMs);
      nowMs += waitMs;
      if (waitMs > 0) waits.push(waitMs, world.guard.begin('ADMIN', address, nowMs));
    }

    expect(waits.slice(0, 8)).toEqual([1_000, 0, 2_000, 0, 4_000, 0, 8_000, 0]);
    expect(Math.max(...waits)).toBe(15 * 60_000);
  });

  test('a lock ends by time, and the right password then frees the name', async () => {
    for (let attempt = 0; attempt < 5; attempt++) await world.signIn('admin', 'wrong', '10.0.0.1');
    const locked = await world.signIn('admin', PASSWORD, '10.0.0.1');
    nowMs += 1_000;

    const result = await world.signIn('admin', PASSWORD, '10.0.0.1');

    expect(locked).toMatchObject({ ok: false, code: 'too_many_attempts' });
    expect(result.ok).toBe(true);
    expect((await world.signIn('admin', 'wrong', '10.0.0.1')).ok).toBe(false);
    expect((await world.signIn('admin', PASSWORD, '10.0.0.1')).ok).toBe(true);
  });

  test('attempts at the same moment count from their beginning', async () => {
    const results = await Promise.all(
      Array.from({ length: 12 }, (_, n) => world.signIn('admin', `guess-${n}`, '10.0.0.1')),
    );

    expect(results.filter((result) => !result.ok && result.code === 'too_many_attempts')).toHaveLength(7);
  });

  test('many names from one address lock the address', async () => {
    for (let n = 0; n < 21; n++) await world.signIn(`name-${n}`, 'wrong', '10.0.0.1');

    expect(await world.signIn('admin', PASSWORD, '10.0.0.1')).toMatchObject({ code: 'too_many_attempts' });
    expect((await world.signIn('admin', PASSWORD, '10.0.0.2')).ok).toBe(true);
  });

  test('a flood of names neither grows without end nor frees a locked one', () => {
    const guard = new SignInGuard({
      freePerName: 1,
      freePerAddress: 1e9,
      firstWaitMs: 60_000,
      longestWaitMs: 60_000,
      forgetMs: 1e9,
      remembered: 10,
    });
    guard.begin('victim', 'a', 0);
    guard.begin('victim', 'a', 0);

    for (let n = 0; n < 1_000; n++) guard.begin(`name-${n}`, 'a', n);

    expect(guard.begin('victim', 'b', 1_000)).toBe(59_000);
  });

  test('success and failure are in the audit; a flood of failures is counted instead of written', async () => {
    for (let n = 0; n < 100; n++) await world.signIn(`name-${n}`, 'wrong', `10.1.0.${n}`);
    nowMs += 60_000;
    await world.signIn('somebody', 'wrong', '10.0.0.7');
    await signedIn();

    const entries = await world.audit.list({ everywhere: true, organisations: [] }, undefined, 200);

    expect(entries[0]).toMatchObject({ action: 'session.open', outcome: 'done', who: 'admin' });
    expect(entries[1]).toMatchObject({ outcome: 'refused', who: 'somebody', after: { unwrittenBefore: 40 } });
    expect(entries.filter((entry) => entry.outcome === 'refused')).toHaveLength(61);
  });
});

describe('a session', () => {
  test('ends after twelve idle hours, and after seven days in any case', async () => {
    const idle = await signedIn();
    nowMs += 12 * 3_600_000 + 1;
    expect(await world.sessions.caller(idle.token)).toBeUndefined();

    const busy = await signedIn();
    for (let hour = 0; hour < 7 * 24; hour += 8) {
      expect(await world.sessions.caller(busy.token)).toBeDefined();
      nowMs += 8 * 3_600_000;
    }
    expect(await world.sessions.caller(busy.token)).toBeDefined();
    nowMs += 1;
    expect(await world.sessions.caller(busy.token)).toBeUndefined();
  });

  test('ends at sign-out, and open connections hear of it', async () => {
    const { token } = await signedIn();
    const ended: string[] = [];
    world.sessions.onChange((person) => ended.push(person));
    const caller = await world.sessions.caller(token);

    await world.sessions.close(caller?.session ?? '');

    expect(await world.sessions.caller(token)).toBeUndefined();
    expect(ended).toEqual([caller?.person]);
  });

  test('shows changed roles at once', async () => {
    const { token, person } = await signedIn();
    await world.sessions.caller(token);
    await world.persons.change(person.id, {
      displayName: 'A',
      language: 'en',
      memberships: [{ organisation: 'default', role: 'viewer' }],
      disabled: false,
    });
    world.sessions.refresh(person.id);

    const caller = await world.sessions.caller(token);

    expect(caller?.memberships).toEqual([{ organisation: 'default', role: 'viewer' }]);
    expect(await world.persons.someoneManagesPeople()).toBe(false);
  });

  test('what ran out is swept away', async () => {
    await signedIn();
    nowMs += 8 * 86_400_000;

    await world.sessions.sweep();

    expect(await ledger.sql.all('SELECT * FROM sessions')).toEqual([]);
  });
});
