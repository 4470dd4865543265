import { randomInt } from 'node:crypto';
import type { Audit } from '#collector/audit/audit.ts';
import { EVERYWHERE } from './caller.ts';
import { DEFAULT_ORGANISATION, type Organisations } from './organisations.ts';
import { PASSWORD_RULES, type PasswordFault, type Passwords, passwordFaults } from './password.ts';
import type { Persons } from './persons.ts';

export const FIRST_ADMINISTRATOR = 'admin';

/** Without letters and digits that are mistaken for one another. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';

/** A password to read off a screen once: four groups of five, 98 bits. */
export function makePassword(): string {
  const group = () => Array.from({ length: 5 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  return [group(), group(), group(), group()].join('-');
}

/** The given first password breaks the rules; starting again with another one helps. */
export class AdministratorPasswordError extends Error {
  constructor(faults: readonly PasswordFault[]) {
    const { minCharacters, maxCharacters, distinctCharacters } = PASSWORD_RULES;
    super(
      `WARD_ADMIN_PASSWORD cannot be used (${faults.join(', ')}): ${minCharacters} to ${maxCharacters} characters, ` +
        `${distinctCharacters} of them different, and not the name`,
    );
    this.name = 'AdministratorPasswordError';
  }
}

export interface FirstAdministratorOptions {
  persons: Persons;
  organisations: Organisations;
  passwords: Passwords;
  audit: Audit;
  /** From WARD_ADMIN_PASSWORD; without it one is made. */
  password: string | undefined;
}

/**
 * Makes the first organisation and, as long as there is nobody, `admin`, who may do everything everywhere. Returns
 * the password when one was made, for printing once. Throws when the given one breaks the rules.
 */
export async function ensureFirstAdministrator(
  options: FirstAdministratorOptions,
): Promise<string | undefined> {
  const { persons, organisations, passwords, audit } = options;
  await organisations.ensureDefault(DEFAULT_ORGANISATION);
  if ((await persons.count()) > 0) return undefined;
  const faults = options.password === undefined ? [] : passwordFaults(options.password, FIRST_ADMINISTRATOR);
  if (faults.length > 0) {
    throw new AdministratorPasswordError(faults);
  }
  const password = options.password ?? makePassword();
  const made = await persons.create(
    {
      name: FIRST_ADMINISTRATOR,
      displayName: FIRST_ADMINISTRATOR,
      language: 'zh-CN',
      memberships: [{ organisation: EVERYWHERE, role: 'administrator' }],
      mustChangePassword: false,
    },
    await passwords.hash(password),
  );
  await audit.write(
    { who: 'collector', address: '' },
    { action: 'person.create', object: `person:${made?.id}`, organisation: null, after: made },
  );
  return options.password === undefined ? password : undefined;
}
