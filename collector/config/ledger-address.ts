/*
 * Which ledger, and how it is reached:
 *
 *   sqlite                                                  `ledger.sqlite` in the data directory
 *   postgres://user[:password]@host[:5432]/database[?…]     a database of PostgreSQL
 *
 * Behind the question mark: `schema=name` (`ward` without it), `secretFile=path` (its first line is the password),
 * `tls=off|required|verified` (`off` on this machine and `verified` elsewhere without it), `caFile=path` (PEM of an
 * authority to believe).
 */

/** `required`: encrypted, whoever answers; `verified`: with a certificate that holds for the host. */
export const LEDGER_TLS = ['off', 'required', 'verified'] as const;
export type LedgerTls = (typeof LEDGER_TLS)[number];

export interface PostgresAddress {
  kind: 'postgres';
  host: string;
  port: number;
  database: string;
  /** Where in the database the tables are. */
  schema: string;
  user: string;
  /** Empty when there is none, or when it stands in a file. */
  secret: string;
  /** Its first line is the password; empty when there is none. */
  secretFile: string;
  tls: LedgerTls;
  /** PEM; empty: the authorities that Node knows. */
  caFile: string;
}

export type LedgerAddress = { kind: 'sqlite' } | PostgresAddress;

/** What may stand in a configuration, for the sentence that refuses anything else. */
export const LEDGER_ADDRESS_FORMS =
  '"sqlite" or "postgres://user[:password]@host[:5432]/database", with "?secretFile=path" for a password in a file, "schema=name" for another schema than "ward", "tls=off", "tls=required" or "tls=verified", and "caFile=path"';

const PARAMETERS = ['schema', 'secretFile', 'tls', 'caFile'];
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Reads an address; undefined for what is none of the forms above. */
export function parseLedgerAddress(text: string): LedgerAddress | undefined {
  if (text === 'sqlite') return { kind: 'sqlite' };
  if (!URL.canParse(text)) return undefined;
  const { protocol, hostname, port, pathname, username, password, hash, searchParams } = new URL(text);
  if (protocol !== 'postgres:' && protocol !== 'postgresql:') return undefined;
  const database = decoded(/^\/([^/]+)$/.exec(pathname)?.[1] ?? '');
  const user = decoded(username);
  const secret = decoded(password);
  const schema = searchParams.get('schema') ?? 'ward';
  const tls = searchParams.get('tls') ?? (LOOPBACK.test(hostname) ? 'off' : 'verified');
  if (!hostname || hash || !database || !user || secret === undefined) return undefined;
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(schema) || !isTls(tls)) return undefined;
  if ([...searchParams.keys()].some((name) => !PARAMETERS.includes(name))) return undefined;
  return {
    kind: 'postgres',
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || 5432),
    database,
    schema,
    user,
    secret,
    secretFile: searchParams.get('secretFile') ?? '',
    tls,
    caFile: searchParams.get('caFile') ?? '',
  };
}

/** How the ledger is named to people: without its password. */
export function nameOfLedger(address: LedgerAddress): string {
  if (address.kind === 'sqlite') return 'sqlite';
  const { user, host, port, database, schema } = address;
  const where = host.includes(':') ? `[${host}]` : host;
  return `postgres://${encodeURIComponent(user)}@${where}:${port}/${encodeURIComponent(database)}?schema=${schema}`;
}

function isTls(text: string): text is LedgerTls {
  return (LEDGER_TLS as readonly string[]).includes(text);
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
