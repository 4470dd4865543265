import { hidePersons } from '#channels/hide-persons.ts';
import type { Contact } from '#protocol/contact.ts';

/** A contact as the audit log has it: who reads that log need not know how people are reached. */
export function masked(contact: Contact): Contact {
  return { ...contact, email: maskEmail(contact.email), phone: maskPhone(contact.phone) };
}

/** `z***@example.com`: the domain says enough to see a mistake. */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf('@');
  return at < 0 ? '' : `${email.slice(0, 1)}***${email.slice(at)}`;
}

/** `***42`. */
export function maskPhone(phone: string): string {
  return phone === '' ? '' : `***${phone.replace(/\D/g, '').slice(-2)}`;
}

/** The settings of a channel as the audit log has them: addresses in whatever field, numbers in lists of numbers. */
export function maskedConfig(config: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(config).map(([field, value]) => {
      const shown = JSON.parse(hidePersons(JSON.stringify(value) ?? 'null'));
      return [field, isNumbers(value) ? value.map(maskPhone) : shown];
    }),
  );
}

function isNumbers(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((each) => /^\+?[\d -]{5,22}$/.test(each));
}
