/** Which store, and how it is reached. */
export type StoreAddress =
  | { kind: 'embedded' }
  | { kind: 'memory' }
  | {
      kind: 'influxdb';
      /** `http://host:8086` or `https://…`. */
      url: string;
      database: string;
      user: string;
      password: string;
    };

/**
 * `embedded`, `memory`, or `influxdb://[user:password@]host[:8086]/database` (`influxdbs://` with TLS); undefined
 * for anything else.
 */
export function parseStoreAddress(text: string): StoreAddress | undefined {
  if (text === 'embedded' || text === 'memory') return { kind: text };
  if (!URL.canParse(text)) return undefined;
  const { protocol, hostname, port, pathname, username, password, search, hash } = new URL(text);
  const scheme = { 'influxdb:': 'http', 'influxdbs:': 'https' }[protocol];
  const database = /^\/([\w.-]+)$/.exec(pathname)?.[1];
  if (!scheme || !hostname || !database || search || hash) return undefined;
  return {
    kind: 'influxdb',
    url: `${scheme}://${hostname}:${port || 8086}`,
    database,
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
  };
}
