import { ConfigError } from '#config/config-error.ts';
import { readConfigText } from '#config/read-config.ts';
import { whyBadRange } from './fits.ts';
import { type Dialect, whyNotReadOnly } from './read-only.ts';
import { type Statement, StatementHead } from './statement.ts';

/** A statement as it was written, with its file for what is said about mistakes. */
export interface StatementFile {
  /** Without `.sql`. */
  name: string;
  file: string;
  text: string;
}

/**
 * Reads one statement strictly: a comment that is its head, and one statement behind it that cannot write. Throws a
 * ConfigError that names every mistake with file and line.
 */
export function readStatement({ name, file, text }: StatementFile, dialect: Dialect): Statement {
  const plain = text.replace(/\r\n/g, '\n');
  const found = /^\/\*([\s\S]*?)\*\//.exec(plain);
  if (found === null)
    throw mistake(`${file}:1`, '', 'begins without a head; allowed is a comment /* … */ in YAML.');
  const [comment, yaml = ''] = found;
  // What stands behind the two signs keeps its line.
  const head = readConfigText(yaml, file, StatementHead);
  const range = head.when.version;
  const badRange = range === undefined ? undefined : whyBadRange(range);
  if (badRange !== undefined) throw mistake(file, 'when.version', badRange);

  const behind = plain.slice(comment.length);
  const sql = behind.trim().replace(/;$/, '').trimEnd();
  const why = whyNotReadOnly(sql, dialect);
  if (why !== undefined) {
    const linesBefore = comment.split('\n').length + (/^\s*/.exec(behind)?.[0].split('\n').length ?? 1) - 2;
    throw mistake(`${file}:${linesBefore + why.line}`, '', why.sentence);
  }
  return { ...head, name, part: head.part ?? name, sql };
}

function mistake(where: string, field: string, sentence: string): ConfigError {
  return new ConfigError([{ where, field, sentence }]);
}
