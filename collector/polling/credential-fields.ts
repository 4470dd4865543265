import { CREDENTIALS, type CredentialKind, SECRET_FIELDS } from '#protocol/credential.ts';

/** Everything of a credential, secrets in the clear: for sealing only. */
export type OpenedCredential = Record<string, unknown>;

/** The part that may be shown. */
export function shownFields(opened: OpenedCredential): Record<string, unknown> {
  return Object.fromEntries(Object.entries(opened).filter(([field]) => !SECRET_FIELDS.includes(field)));
}

/** Names of the secrets that a credential has. */
export function secretFields(opened: OpenedCredential): string[] {
  return SECRET_FIELDS.filter((field) => field in opened);
}

/**
 * New fields with the secrets that they leave out, taken over from before. Only secrets that still have a place there
 * are: a user who gets a key instead of a password loses the password.
 */
export function withKeptSecrets(
  kind: CredentialKind,
  fields: OpenedCredential,
  before: OpenedCredential,
): OpenedCredential {
  if (CREDENTIALS[kind].safeParse(fields).success) return fields;
  const kept = Object.fromEntries(Object.entries(before).filter(([field]) => SECRET_FIELDS.includes(field)));
  return { ...kept, ...fields };
}

/** The first secret that stands among settings, where everybody could read it. */
export function secretAmong(settings: Record<string, unknown>): string | undefined {
  return SECRET_FIELDS.find((field) => field in settings);
}
