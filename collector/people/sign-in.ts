import type { Actor, Audit } from '#collector/audit/audit.ts';
import type { Passwords } from './password.ts';
import type { Person, Persons } from './persons.ts';
import type { Sessions } from './sessions.ts';
import type { SignInGuard } from './sign-in-guard.ts';

/** How an attempt ended. Which of name and password was wrong is not said. */
export type SignInResult =
  | { ok: true; person: Person; token: string; expiresAtMs: number }
  | { ok: false; code: 'wrong_name_or_password' }
  | { ok: false; code: 'too_many_attempts'; waitMs: number };

export interface SignInOptions {
  persons: Persons;
  passwords: Passwords;
  sessions: Sessions;
  guard: SignInGuard;
  audit: Audit;
  nowMs(): number;
}

/** Failed attempts written to the audit a minute; the others are counted in the next entry. */
const AUDITED_FAILURES = 60;

/** Makes the function that signs people in. */
export function makeSignIn(options: SignInOptions) {
  const { persons, passwords, sessions, guard, audit } = options;
  let windowStartMs = 0;
  let failures = 0;
  let unwritten = 0;

  return async function signIn(name: string, password: string, address: string): Promise<SignInResult> {
    const waitMs = guard.begin(name, address, options.nowMs());
    if (waitMs > 0) {
      await failed({ who: name, address }, 'too_many_attempts');
      return { ok: false, code: 'too_many_attempts', waitMs };
    }
    const found = await persons.byName(name);
    const usable = found && found.person.disabledAtMs === null ? found : undefined;
    if (!(await passwords.matches(password, usable?.passwordHash)) || !usable) {
      await failed({ who: name, address }, 'wrong_name_or_password');
      return { ok: false, code: 'wrong_name_or_password' };
    }
    guard.succeeded(name, address);
    const { person, passwordHash } = usable;
    if (passwords.isOutdated(passwordHash)) {
      await persons.setPassword(person.id, await passwords.hash(password), person.mustChangePassword);
    }
    await audit.write(
      { who: person.name, address },
      { action: 'session.open', object: `person:${person.id}`, organisation: null },
    );
    return { ok: true, person, ...(await sessions.open(person.id, address)) };
  };

  async function failed(actor: Actor, reason: string): Promise<void> {
    const nowMs = options.nowMs();
    if (nowMs - windowStartMs >= 60_000) {
      windowStartMs = nowMs;
      failures = 0;
    }
    failures++;
    if (failures > AUDITED_FAILURES) {
      unwritten++;
      return;
    }
    const after = unwritten > 0 ? { reason, unwrittenBefore: unwritten } : { reason };
    unwritten = 0;
    await audit.write(
      { who: actor.who.slice(0, 64), address: actor.address },
      { action: 'session.open', object: '', organisation: null, outcome: 'refused', after },
    );
  }
}
