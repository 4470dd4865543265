import type { ServerFacts } from '../session.ts';

/** What the first statement of a session asks for. */
export interface Greeting {
  version: string;
  comment: string;
  /** What else was found out, such as `binlog`. */
  words: readonly string[];
}

const NUMBERS = /(\d+)\.(\d+)(?:\.(\d+))?(?:\.(\d+))?/;

/**
 * What the server is. Relatives call themselves by MySQL's version and add their own:
 * `5.7.25-TiDB-v7.5.0`, `5.7.25-OceanBase-v4.2.1.0`; OceanBase before 4 says so only in the comment.
 */
export function serverFacts({ version, comment, words }: Greeting): ServerFacts {
  const [, tidb] = /TiDB-v?([\d.]+)/i.exec(version) ?? [];
  if (tidb !== undefined) return facts('TiDB', 'tidb', version, tidb, words);
  const [, ocean] = /OceanBase[- ]v?([\d.]+)/i.exec(`${version} ${comment}`) ?? [];
  if (ocean !== undefined) return facts('OceanBase', 'oceanbase', version, ocean, words);
  if (/mariadb/i.test(`${version} ${comment}`)) {
    // MariaDB puts `5.5.5-` before its own version where old replicas must not stumble over it.
    return facts('MariaDB', 'mariadb', version, version.replace(/^5\.5\.5-(?=1\d\.)/, ''), words);
  }
  if (/percona/i.test(comment))
    return facts('Percona Server', 'mysql', version, version, ['percona', ...words]);
  return facts('MySQL', 'mysql', version, version, words);
}

function facts(
  product: string,
  word: string,
  version: string,
  numbered: string,
  more: readonly string[],
): ServerFacts {
  const [, ...digits] = NUMBERS.exec(numbered) ?? [];
  return {
    product,
    version,
    numbers: digits.filter((each) => each !== undefined).map(Number),
    words: [word, ...more],
  };
}
