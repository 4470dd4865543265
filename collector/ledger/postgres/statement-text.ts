/** Texts whose other form is kept; those with lists of their own length are many. */
const KEPT_TEXTS = 2_000;
const QUOTED_OR_PARAMETER = /'(?:[^']|'')*'|"(?:[^"]|"")*"|\?/g;
const known = new Map<string, string>();

/** `?` as `$1`, `$2` …, outside of quotes. */
export function numbered(text: string): string {
  const kept = known.get(text);
  if (kept !== undefined) return kept;
  let count = 0;
  const made = text.replace(QUOTED_OR_PARAMETER, (found) => (found === '?' ? `$${++count}` : found));
  if (known.size >= KEPT_TEXTS) known.delete(known.keys().next().value as string);
  known.set(text, made);
  return made;
}

/** True for what changes nothing, and so needs no transaction of its own. */
export function onlyReads(text: string): boolean {
  return /^\s*SELECT\b/i.test(text);
}

/**
 * A statement of a migration. Text is compared byte by byte, as SQLite does, whatever the language of the database:
 * pages of lists and the order of names would differ otherwise.
 */
export function migrationText(statement: string): string {
  return /^\s*(CREATE TABLE|ALTER TABLE)\b/i.test(statement)
    ? statement.replace(/'(?:[^']|'')*'|\bTEXT\b/g, (found) =>
        found === 'TEXT' ? 'TEXT COLLATE "C"' : found,
      )
    : statement;
}
