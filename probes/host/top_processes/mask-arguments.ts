import { basename } from 'node:path';

const MASK = '***';
const SECRET = /pass(?:w(?:or)?d|phrase)?|pwd|secret|token|api-?_?key|credential/i;
/** `--password=…`, `-Djdbc.password=…`, `password:…`. */
const ASSIGNED = /^([^=:\s]+)([=:])(.+)$/;
/** `?user=…&password=…` inside a longer word. */
const IN_QUERY = /((?:pass(?:word|wd)?|pwd|secret|token)=)[^&;\s]+/gi;
/** `scheme://user:secret@host`. */
const IN_ADDRESS = /(\w+:\/\/[^:/@\s]*:)[^@/\s]+@/g;
/** Programs that take a password right behind `-p`. */
const SHORT_PASSWORD = /^(?:mysql|mariadb|sshpass)/;

/** Hides what looks like a secret in the words of a command line. It is a guess: a secret may have any form. */
export function maskArguments(words: readonly string[]): string[] {
  const takesShortPassword = SHORT_PASSWORD.test(basename(words[0] ?? ''));
  let hideNext = false;
  return words.map((word, i) => {
    if (i === 0) return word;
    const hide = hideNext && !word.startsWith('-');
    hideNext = false;
    if (hide) return MASK;
    const [, name, sign] = ASSIGNED.exec(word) ?? [];
    if (name !== undefined && SECRET.test(name)) return `${name}${sign}${MASK}`;
    if (takesShortPassword && /^-p./.test(word)) return `-p${MASK}`;
    hideNext = name === undefined && word.startsWith('-') && SECRET.test(word);
    return word.replace(IN_QUERY, `$1${MASK}`).replace(IN_ADDRESS, `$1${MASK}@`);
  });
}
