import { ProbeError } from '../../../probe-error.ts';
import { type Place, showPlace } from '../place.ts';

/** Why an engine does not take a question, in one word (RFC 3414 section 5, RFC 3412 section 5). */
export type ReportReason =
  | 'unsupported_level'
  | 'not_in_time_window'
  | 'unknown_user'
  | 'unknown_engine'
  | 'wrong_digest'
  | 'decryption_failed'
  | 'unknown_context'
  | 'other';

const REASONS: Record<string, ReportReason> = {
  '1.3.6.1.6.3.15.1.1.1': 'unsupported_level',
  '1.3.6.1.6.3.15.1.1.2': 'not_in_time_window',
  '1.3.6.1.6.3.15.1.1.3': 'unknown_user',
  '1.3.6.1.6.3.15.1.1.4': 'unknown_engine',
  '1.3.6.1.6.3.15.1.1.5': 'wrong_digest',
  '1.3.6.1.6.3.15.1.1.6': 'decryption_failed',
  '1.3.6.1.6.3.12.1.4': 'unknown_context',
  '1.3.6.1.6.3.12.1.5': 'unknown_context',
};

/** The reason that a report's OID tells. */
export function reportReason(oid: string): ReportReason {
  return REASONS[oid.replace(/\.0$/, '')] ?? 'other';
}

/** The failure of a user whom a freshly discovered engine does not take. `knownEngine` took them before. */
export function notTaken(
  reason: ReportReason,
  place: Place,
  user: string,
  engine: string,
  knownEngine: string | undefined,
): ProbeError {
  const where = showPlace(place);
  const isOther = knownEngine !== undefined && engine !== '' && engine !== knownEngine;
  const isSecret = reason === 'unknown_user' || reason === 'wrong_digest' || reason === 'decryption_failed';
  if (isOther && isSecret) {
    return new ProbeError(
      'other_identity',
      `another SNMP engine (${engine}, before: ${knownEngine}) answers at ${where} and does not take user ${user}: ` +
        'was the device replaced?',
    );
  }
  switch (reason) {
    case 'unknown_user':
      return new ProbeError('wrong_secret', `${where} does not know the user ${user}`);
    case 'wrong_digest':
      return new ProbeError(
        'wrong_secret',
        `${where} knows the user ${user}, with another authentication protocol or password`,
      );
    case 'decryption_failed':
      return new ProbeError(
        'wrong_secret',
        `${where} cannot decrypt what user ${user} asks: another privacy protocol or password`,
      );
    case 'unsupported_level':
      return new ProbeError('misconfigured', `${where} does not offer this security level to user ${user}`);
    case 'unknown_context':
      return new ProbeError('misconfigured', `${where} does not know this SNMPv3 context`);
    case 'not_in_time_window':
      return new ProbeError(
        'not_understood',
        `the SNMPv3 clock of ${where} disagrees with itself: its engine counts neither boots nor time`,
      );
    default:
      return new ProbeError(
        'not_understood',
        `${where} answers questions of SNMPv3 with reports (${reason})`,
      );
  }
}

/** The failure of a user whom an engine that was just discovered does not answer at all. */
export function unanswered(
  place: Place,
  user: string,
  what: 'privacy' | 'perhaps_privacy' | 'silent',
): ProbeError {
  const where = showPlace(place);
  switch (what) {
    case 'privacy':
      return new ProbeError(
        'wrong_secret',
        `${where} answers user ${user} without privacy and not with it: another privacy protocol or password`,
      );
    case 'perhaps_privacy':
      return new ProbeError(
        'wrong_secret',
        `${where} tells its SNMP engine and nothing else: timeout or wrong privacy key of user ${user}`,
      );
    case 'silent':
      return new ProbeError(
        'silent',
        `${where} tells its SNMP engine and nothing else to user ${user}: look at its views and access list`,
      );
  }
}
