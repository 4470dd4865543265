import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from '../find-program.ts';
import { onFreePort } from './free-port.ts';
import { holdProcess } from './hold-process.ts';
import { type ServerProcess, startServer } from './server-process.ts';

/** What a directory for a test shall be like. */
export interface SlapdOptions {
  /** People below `ou=people`; one entry each. */
  people?: readonly string[];
  /** PEM; without one it speaks no TLS. */
  certificate?: { cert: string; key: string };
  /** Further lines of slapd.conf: of all, and of its one database. */
  lines?: readonly string[];
  databaseLines?: readonly string[];
  /** Nothing of its own: it gets everything from a provider. */
  isEmpty?: boolean;
  address?: string;
  /** The same as another one, at another address. */
  samePort?: number;
}

/** A real OpenLDAP on loopback. */
export interface Slapd {
  address: string;
  port: number;
  /** Of LDAP over TLS. */
  tlsPort: number;
  suffix: 'dc=ward,dc=test';
  user: 'cn=admin,dc=ward,dc=test';
  password: 'secret';
  /** SIGSTOP: it takes connections and answers nothing, until `resume`. */
  pause(): void;
  resume(): void;
  stop(): Promise<void>;
}

const SUFFIX = 'dc=ward,dc=test';
const USER = `cn=admin,${SUFFIX}` as const;
const PASSWORD = 'secret';

/** Starts it on free ports; rejects with its own last words when it does not come up. */
export async function startSlapd(options: SlapdOptions = {}): Promise<Slapd> {
  const folder = mkdtempSync(join(tmpdir(), 'ward-slapd-'));
  const { address = '127.0.0.1', samePort } = options;
  mkdirSync(join(folder, 'data'));
  writeFileSync(join(folder, 'tls.crt'), options.certificate?.cert ?? '');
  writeFileSync(join(folder, 'tls.key'), options.certificate?.key ?? '');
  const file = join(folder, 'slapd.conf');
  writeFileSync(file, configuration(folder, options));
  if (!options.isEmpty) {
    const ldif = contents(options.people ?? []);
    execFileSync(findProgram('slapadd') ?? 'slapadd', ['-q', '-w', '-f', file], {
      input: ldif,
      stdio: 'pipe',
    });
  }
  const started = await onFreePort(
    (port) => start(file, address, samePort ?? port, options),
    /Address already in use|bind\(\d+\) failed/,
  );
  const { server } = started;
  const port = samePort ?? started.port;
  return {
    ...{ address, port, tlsPort: port + 1, suffix: SUFFIX, user: USER, password: PASSWORD },
    pause: () => holdProcess(server.pid),
    resume: () => void process.kill(server.pid, 'SIGCONT'),
    async stop() {
      await server.end('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function start(
  file: string,
  address: string,
  port: number,
  { certificate }: SlapdOptions,
): Promise<ServerProcess> {
  const host = address.includes(':') ? `[${address}]` : address;
  const urls = [`ldap://${host}:${port}/`, ...(certificate ? [`ldaps://${host}:${port + 1}/`] : [])];
  return startServer({
    program: 'slapd',
    args: ['-d', '256', '-f', file, '-h', urls.join(' ')],
    readyLine: (line) => /(slapd starting)/.exec(line)?.[1],
  });
}

function configuration(folder: string, options: SlapdOptions): string {
  const { certificate, lines = [], databaseLines = [] } = options;
  return [
    'include /etc/ldap/schema/core.schema',
    `pidfile ${folder}/pid`,
    'modulepath /usr/lib/ldap',
    'moduleload back_mdb',
    'moduleload syncprov',
    'threads 2',
    ...(certificate
      ? [`TLSCertificateFile ${folder}/tls.crt`, `TLSCertificateKeyFile ${folder}/tls.key`]
      : []),
    ...lines,
    'database mdb',
    `suffix ${SUFFIX}`,
    `rootdn ${USER}`,
    `rootpw ${PASSWORD}`,
    `directory ${folder}/data`,
    'maxsize 10485760',
    'dbnosync',
    ...databaseLines,
    'overlay syncprov',
    '',
  ].join('\n');
}

function contents(people: readonly string[]): string {
  const entry = (dn: string, ...lines: string[]): string => [`dn: ${dn}`, ...lines, ''].join('\n');
  return [
    entry(SUFFIX, 'objectClass: dcObject', 'objectClass: organization', 'dc: ward', 'o: 守望'),
    entry(`ou=people,${SUFFIX}`, 'objectClass: organizationalUnit', 'ou: people'),
    ...people.map((name) =>
      entry(`cn=${name},ou=people,${SUFFIX}`, 'objectClass: person', `cn: ${name}`, 'sn: x'),
    ),
  ].join('\n');
}
