import type { SqlValue } from '../sql.ts';

/** Texts whose other form is kept; those with lists of their own length are many. */
const KEPT_TEXTS = 2_000;
/** What PostgreSQL's INTEGER holds. */
const MOST_INTEGER = 2_147_483_647;
const QUOTED_OR_PARAMETER = /'(?:[^']|'')*'|"(?:[^"]|"")*"|\?/g;
const known = new Map<string, string>();

/**
 * `?` as `$1`, `$2` …, outside of quotes. The server takes a parameter for what it is compared with, added to or put
 * into, and refuses a time beside a small number, or a fraction or infinity beside a whole one. Those are said to be
 * what they are: they are compared and added as in SQLite, and a fraction is rounded where it is kept as a whole number.
 */
export function numbered(text: string, values: readonly SqlValue[]): string {
  const types = values.map(typeOf);
  const key = types.some(Boolean) ? `${types} ${text}` : text;
  const kept = known.get(key);
  if (kept !== undefined) return kept;
  let at = 0;
  const made = text.replace(QUOTED_OR_PARAMETER, (found) => {
    if (found !== '?') return found;
    const type = types[at++];
    return type ? `CAST($${at} AS ${type})` : `$${at}`;
  });
  if (known.size >= KEPT_TEXTS) known.delete(known.keys().next().value as string);
  known.set(key, made);
  return made;
}

/** Undefined: what the server takes it for. */
function typeOf(value: SqlValue): string | undefined {
  if (typeof value !== 'number') return undefined;
  if (!Number.isSafeInteger(value)) return 'DOUBLE PRECISION';
  return Math.abs(value) > MOST_INTEGER ? 'BIGINT' : undefined;
}

/** True for what changes nothing, and so needs no transaction of its own. */
export function onlyReads(text: string): boolean {
  return /^\s*SELECT\b/i.test(text);
}

/** PostgreSQL refuses rows whose index entry has more than 2,704 bytes; the names of series may be longer. */
const NARROWER = new Map([
  [
    'CREATE INDEX evidence_by_series ON evidence (target, series, at_ms)',
    'CREATE INDEX evidence_by_series ON evidence (target, at_ms)',
  ],
]);

/**
 * A statement of a migration. Text is compared byte by byte, as SQLite does, whatever the language of the database:
 * pages of lists and the order of names would differ otherwise.
 */
export function migrationText(statement: string): string {
  const narrow = NARROWER.get(statement);
  if (narrow !== undefined) return narrow;
  if (!/^\s*(CREATE TABLE|ALTER TABLE)\b/i.test(statement)) return statement;
  return statement.replace(/'(?:[^']|'')*'|\bTEXT\b/g, (found) =>
    found === 'TEXT' ? 'TEXT COLLATE "C"' : found,
  );
}
