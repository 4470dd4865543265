import { ProbeError } from '../../probe-error.ts';
import type { Conversation } from '../conversation.ts';

/** What a mail server answers to one line. */
export interface Reply {
  code: number;
  lines: readonly string[];
}

const MOST_LINES = 100;

/** Hears one answer to its end: lines with a dash behind the code go on (RFC 5321, 4.2.1). */
export async function hearReply(talk: Conversation): Promise<Reply> {
  const lines: string[] = [];
  while (lines.length < MOST_LINES) {
    const line = await talk.hear();
    const [, code, more, text = ''] = /^([2-5]\d\d)([ -]|$)(.*)/s.exec(line) ?? [];
    if (code === undefined) {
      throw new ProbeError('not_understood', `answers ${shown(line)}: that is no mail server`);
    }
    lines.push(text);
    if (more !== '-') return { code: Number(code), lines };
  }
  throw new ProbeError('not_understood', `answers with more than ${MOST_LINES} lines`);
}

/** An answer on one line, as people see it. */
export function shownReply({ code, lines }: Reply): string {
  return shown(`${code} ${lines.join(' / ')}`);
}

function shown(text: string): string {
  return JSON.stringify(text.slice(0, 120)) + (text.length > 120 ? '…' : '');
}

/** Words and their parameters that a server offers after EHLO, in upper case. */
export function offers({ lines }: Reply): ReadonlyMap<string, readonly string[]> {
  return new Map(
    lines.slice(1, MOST_LINES).map((line) => {
      // Some write AUTH=LOGIN, for the sake of very old clients.
      const [word = '', ...rest] = line.toUpperCase().split(/[ =]+/);
      return [word, rest];
    }),
  );
}

/** Makes of mail servers that name themselves in their greeting. */
const MAKES: readonly [RegExp, string, string][] = [
  [/Microsoft ESMTP MAIL Service/i, 'Microsoft', 'Exchange'],
  [/Coremail/i, 'Coremail', 'Coremail'],
  [/Postfix/i, '', 'Postfix'],
  [/Exim (\d[\w.]*)/i, '', 'Exim'],
  [/Sendmail (\d[\w./]*)/i, '', 'Sendmail'],
  [/IceWarp (\d[\w.]*)/i, 'IceWarp', 'IceWarp'],
  [/Domino (?:Release )?(\d[\w.]*)/i, 'HCL', 'Domino'],
];

/** What a mail server is, as far as its greeting says so. */
export function makeOf(greeting: string): { vendor: string; product: string; version: string; name: string } {
  const name = /^[\w.-]+/.exec(greeting)?.[0] ?? '';
  for (const [pattern, vendor, product] of MAKES) {
    const [all, version = ''] = pattern.exec(greeting) ?? [];
    if (all !== undefined) return { vendor, product, version, name };
  }
  return { vendor: '', product: 'SMTP', version: '', name };
}
