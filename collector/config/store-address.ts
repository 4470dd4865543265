/*
 * Which store, and how it is reached, written as one address:
 *
 *   embedded | memory
 *   influxdb://[user:password@]host[:8086]/database              InfluxDB 1.x
 *   influxdb2://[token@]host[:8086]/database?org=organisation    InfluxDB 2.x
 *   influxdb3://[token@]host[:8181]/database                     InfluxDB 3.x
 *   victoriametrics://[user:password@]host[:8428][/prefix]       single node, or what stands before it
 *   victoriametrics://insert[:8480]/tenant?select=host[:8481]    cluster
 *
 * A scheme that ends in `s` (influxdbs://, influxdb2s://, …) speaks TLS. `?secretFile=path` reads the password or the
 * token from the first line of a file, so that it need not stand in the configuration.
 */

/** Which version of InfluxDB: they differ in how one signs in, and in what is made and deleted how. */
export type InfluxVersion = 1 | 2 | 3;

export type StoreAddress =
  | { kind: 'embedded' }
  | { kind: 'memory' }
  | {
      kind: 'influxdb';
      version: InfluxVersion;
      /** `http://host:8086` or `https://…`. */
      url: string;
      database: string;
      /** 1.x only; empty: nobody signs in. */
      user: string;
      /** Password of 1.x, token of 2.x and 3.x; empty when there is none, or when it stands in a file. */
      secret: string;
      /** Its first line is the secret; empty when there is none. */
      secretFile: string;
      /** 2.x only. */
      org: string;
    }
  | {
      kind: 'victoriametrics';
      /** Where `/write` is, without a slash at the end: `http://host:8428`, `http://insert:8480/insert/0/influx`. */
      writeUrl: string;
      /** Where `/api/v1/query` is: `http://host:8428`, `http://select:8481/select/0/prometheus`. */
      readUrl: string;
      /** Where `/api/v1/admin/tsdb/delete_series` is: `http://host:8428`, `http://select:8481/delete/0/prometheus`. */
      deleteUrl: string;
      user: string;
      secret: string;
      secretFile: string;
    };

type Scheme = { http: 'http' | 'https' } & (
  | { kind: 'influxdb'; version: InfluxVersion }
  | { kind: 'victoriametrics' }
);

const SCHEMES: Readonly<Record<string, Scheme>> = {
  'influxdb:': { kind: 'influxdb', version: 1, http: 'http' },
  'influxdbs:': { kind: 'influxdb', version: 1, http: 'https' },
  'influxdb2:': { kind: 'influxdb', version: 2, http: 'http' },
  'influxdb2s:': { kind: 'influxdb', version: 2, http: 'https' },
  'influxdb3:': { kind: 'influxdb', version: 3, http: 'http' },
  'influxdb3s:': { kind: 'influxdb', version: 3, http: 'https' },
  'victoriametrics:': { kind: 'victoriametrics', http: 'http' },
  'victoriametricss:': { kind: 'victoriametrics', http: 'https' },
};

const INFLUX_PORTS: Record<InfluxVersion, number> = { 1: 8086, 2: 8086, 3: 8181 };

/** What may stand in a configuration, for the sentence that refuses anything else. */
export const STORE_ADDRESS_FORMS =
  '"embedded", "memory", "influxdb://[user:password@]host[:8086]/database", "influxdb2://[token@]host[:8086]/database?org=organisation", "influxdb3://[token@]host[:8181]/database", "victoriametrics://[user:password@]host[:8428]" or "victoriametrics://insert-host[:8480]/tenant?select=select-host[:8481]"; with TLS the scheme ends in "s", as in "influxdbs://", and "?secretFile=path" reads password or token from a file';

/** Reads an address; undefined for what is none of the forms above. */
export function parseStoreAddress(text: string): StoreAddress | undefined {
  if (text === 'embedded' || text === 'memory') return { kind: text };
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const scheme = Object.hasOwn(SCHEMES, url.protocol) ? SCHEMES[url.protocol] : undefined;
  if (!scheme || !url.hostname || url.hash) return undefined;
  return scheme.kind === 'influxdb'
    ? parseInflux(url, scheme.version, scheme.http)
    : parseVictoria(url, scheme.http);
}

/** The address as people may read it: without user, password, token and the file that holds one. */
export function shownAddress(address: StoreAddress): string {
  switch (address.kind) {
    case 'embedded':
    case 'memory':
      return address.kind;
    case 'influxdb': {
      const { url, version, database } = address;
      const scheme = Object.keys(SCHEMES).find((name) => {
        const known = SCHEMES[name];
        return known?.kind === 'influxdb' && known.version === version && url.startsWith(`${known.http}:`);
      });
      return `${scheme}//${new URL(url).host}/${database}`;
    }
    case 'victoriametrics': {
      const { writeUrl, readUrl } = address;
      // `http` becomes the scheme, and the `s` of `https` stays behind it.
      const own = (url: string) => url.replace(/^http/, 'victoriametrics');
      return writeUrl === readUrl ? own(writeUrl) : `${own(writeUrl)} ${own(readUrl)}`;
    }
  }
}

/**
 * What tells one store from another, for the data directory: no secret, yet who signs in where that decides what is
 * reached.
 */
export function storeName(address: StoreAddress): string {
  const shown = shownAddress(address);
  if (address.kind === 'influxdb' && address.org) return `${shown}?org=${address.org}`;
  if (address.kind === 'victoriametrics' && address.user) return `${shown} as ${address.user}`;
  return shown;
}

function parseInflux(
  { hostname, port, pathname, username, password, searchParams }: URL,
  version: InfluxVersion,
  http: string,
): StoreAddress | undefined {
  const database = /^\/([\w.-]+)$/.exec(pathname)?.[1];
  const org = searchParams.get('org') ?? '';
  if (!database || !knows(searchParams, version === 2 ? ['org', 'secretFile'] : ['secretFile']))
    return undefined;
  if (version === 2 && !org) return undefined;
  // A token stands where a user would: whoever writes one has no password beside it.
  if (version !== 1 && password) return undefined;
  return {
    kind: 'influxdb',
    version,
    url: `${http}://${hostname}:${port || INFLUX_PORTS[version]}`,
    database,
    user: version === 1 ? decodeURIComponent(username) : '',
    secret: decodeURIComponent(version === 1 ? password : username),
    secretFile: searchParams.get('secretFile') ?? '',
    org,
  };
}

function parseVictoria(
  { hostname, port, pathname, username, password, searchParams }: URL,
  http: string,
): StoreAddress | undefined {
  if (!knows(searchParams, ['select', 'secretFile'])) return undefined;
  const who = {
    user: decodeURIComponent(username),
    secret: decodeURIComponent(password),
    secretFile: searchParams.get('secretFile') ?? '',
  };
  const path = pathname.replace(/\/+$/, '');
  const select = searchParams.get('select');
  if (select === null) {
    const url = `${http}://${hostname}:${port || 8428}${path}`;
    return { kind: 'victoriametrics', writeUrl: url, readUrl: url, deleteUrl: url, ...who };
  }
  const tenant = /^\/(\d+(?::\d+)?)$/.exec(path)?.[1];
  if (!tenant || !/^[\w.-]+(:\d+)?$|^\[[\da-f:]+\](:\d+)?$/i.test(select)) return undefined;
  const selectUrl = `${http}://${/:\d+$/.test(select) ? select : `${select}:8481`}`;
  return {
    kind: 'victoriametrics',
    writeUrl: `${http}://${hostname}:${port || 8480}/insert/${tenant}/influx`,
    readUrl: `${selectUrl}/select/${tenant}/prometheus`,
    deleteUrl: `${selectUrl}/delete/${tenant}/prometheus`,
    ...who,
  };
}

function knows(parameters: URLSearchParams, names: readonly string[]): boolean {
  return [...parameters.keys()].every((name) => names.includes(name));
}
