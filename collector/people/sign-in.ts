import type { Audit } from '#collector/audit/audit.ts';
import type { Refusals } from '#collector/audit/refusals.ts';
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
  refusals: Refusals;
  nowMs(): number;
}

/** Makes the function that signs people in. */
export function makeSignIn(options: SignInOptions) {
  const { persons, passwords, sessions, guard, audit, refusals } = options;

  return async function signIn(name: string, password: string, address: string): Promise<SignInResult> {
    const waitMs = guard.begin(name, address, options.nowMs());
    if (waitMs > 0) {
      await failed(name, address, 'too_many_attempts');
      return { ok: false, code: 'too_many_attempts', waitMs };
    }
    const found = await persons.byName(name);
    const usable = found && found.person.disabledAtMs === null ? found : undefined;
    if (!(await passwords.matches(password, usable?.passwordHash)) || !usable) {
      await failed(name, address, 'wrong_name_or_password');
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

  function failed(name: string, address: string, reason: string): Promise<void> {
    return refusals(
      { who: name, address },
      { action: 'session.open', object: '', organisation: null, after: { reason } },
    );
  }
}
