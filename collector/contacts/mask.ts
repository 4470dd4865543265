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
