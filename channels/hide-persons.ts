/*
 * What other sides answer stands with the alert, for everybody who may see it: how people are reached does not.
 */

const EMAIL = /([^\s<>"'(),;:@])[^\s<>"'(),;:@]*(@[^\s<>"'(),;:@]+)/g;
/** With its country, or a mobile number of the mainland alone; other digits may be anything. */
const PHONE = /(?<!\d)(?:\+\d[\d -]{5,18}|(?:86)?1[3-9]\d{7})(\d{2})(?!\d)/g;

/** Mail addresses as `z***@example.com`, telephone numbers as `***42`. */
export function hidePersons(text: string): string {
  return text.replace(EMAIL, '$1***$2').replace(PHONE, '***$1');
}
