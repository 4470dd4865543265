import type { ProbeState } from '#protocol/probe-state.ts';
import { ProbeError } from '../../probe-error.ts';

/** The end of what was asked. */
export interface LdapResult {
  resultCode: number;
  diagnostic: string;
}

type Failure = readonly [state: Exclude<ProbeState, 'ok'>, sentence: string];

/** Codes of results: RFC 4511, 4.1.9. */
const FAILURES: Readonly<Record<number, Failure>> = {
  1: ['denied', 'the server wants somebody to sign in first'],
  2: ['unsupported', 'the server does not know this request'],
  3: ['too_slow', 'the server gave up: it took too long'],
  7: ['unsupported', 'the server does not take this way to sign in'],
  8: ['misconfigured', 'the server wants a stronger way to sign in: use TLS'],
  11: ['denied', 'the server allows no search as large as this'],
  13: ['misconfigured', 'the server wants TLS'],
  32: ['wrong_answer', 'there is no such entry'],
  34: ['misconfigured', 'this is no distinguished name'],
  48: ['denied', 'the server allows nobody to sign in like this, anonymously perhaps'],
  49: ['wrong_secret', 'user or password is not accepted'],
  50: ['denied', 'the account has not the right to read this'],
  51: ['full', 'the server is busy'],
  52: ['failed', 'the server is not available'],
  53: ['denied', 'the server will not do this'],
};

/** What Active Directory means by code 49. */
const DIRECTORY_REASONS: Readonly<Record<string, string>> = {
  '525': 'there is no such user',
  '52e': 'wrong password',
  '530': 'not at this time of the day',
  '531': 'not from this machine',
  '532': 'the password is over',
  '533': 'the account is disabled',
  '701': 'the account is over',
  '773': 'the password must be changed first',
  '775': 'the account is locked',
};

/** A result that is none, in words; no secret stands in what a server says. */
export function resultError(what: string, { resultCode, diagnostic }: LdapResult): ProbeError {
  const [state, sentence] = FAILURES[resultCode] ?? ['failed', 'the server says no'];
  const [, code = ''] = /\bdata ([0-9a-f]{3})\b/.exec(diagnostic) ?? [];
  const said = diagnostic
    .replace(/[^ -~\u00a0-\uffff]/g, ' ')
    .trim()
    .slice(0, 120);
  const because = DIRECTORY_REASONS[code] ?? (said && JSON.stringify(said));
  return new ProbeError(state, `${what}: ${sentence} (code ${resultCode}${because ? `, ${because}` : ''})`);
}
