import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** PEM; `cert` holds the certificate and, behind it, those that a server sends along. */
export interface IssuedCertificate {
  cert: string;
  key: string;
}

/** What a certificate for a test shall be like; what is left out is as it should be. */
export interface CertificateWish {
  /** The first is the common name; addresses are told from names. */
  names?: readonly string[];
  /** Days from now at which it begins and ends. */
  fromDays?: number;
  toDays?: number;
  key?: 'ec' | 'rsa1024' | 'rsa2048';
  digest?: 'sha256' | 'sha1';
  /** Who signs it: an authority below the root, the root itself, one that nobody knows, or nobody else. */
  by?: 'intermediate' | 'root' | 'stranger' | 'itself';
  /** Without those that a server should send along. */
  isAlone?: boolean;
}

/** Two authorities, a root and one below it, that issue certificates of every kind. */
export interface CertificateAuthority {
  /** PEM of the root: what a client must believe. */
  ca: string;
  issue(wish?: CertificateWish): IssuedCertificate;
  /** Removes its files. */
  remove(): void;
}

const DAY_MS = 86_400_000;
const KEYS = {
  ec: ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'],
  rsa1024: ['-newkey', 'rsa:1024'],
  rsa2048: ['-newkey', 'rsa:2048'],
} as const;

/** Makes the authorities by the openssl of the machine, in a folder of their own. */
export function certificateAuthority(): CertificateAuthority {
  const folder = mkdtempSync(join(tmpdir(), 'ward-certificates-'));
  let issued = 0;
  const root = makeAuthority('root', undefined);
  const intermediate = makeAuthority('intermediate', 'root');
  let hasStranger = false;
  return {
    ca: root,
    issue,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };

  function issue(wish: CertificateWish = {}): IssuedCertificate {
    const { names = ['localhost', '127.0.0.1'], key = 'ec', by = 'intermediate', isAlone = false } = wish;
    const name = `leaf-${++issued}`;
    if (by === 'stranger' && !hasStranger) {
      makeAuthority('stranger', undefined);
      hasStranger = true;
    }
    const file = sign(name, by === 'itself' ? undefined : by, {
      names,
      key,
      digest: wish.digest ?? 'sha256',
      fromDays: wish.fromDays ?? -1,
      toDays: wish.toDays ?? 90,
      extensions: [
        `subjectAltName=${names.map((each) => `${/^[\d.]+$|:/.test(each) ? 'IP' : 'DNS'}:${each}`).join(',')}`,
        'extendedKeyUsage=serverAuth',
        // Where a client could fetch what the server left out.
        ...(by === 'intermediate'
          ? ['authorityInfoAccess=caIssuers;URI:http://ca.example/intermediate.crt']
          : []),
      ],
    });
    const along = by === 'intermediate' && !isAlone ? intermediate : '';
    return { cert: `${file}${along}`, key: readFileSync(join(folder, `${name}.key`), 'utf8') };
  }

  function makeAuthority(name: string, by: string | undefined): string {
    mkdirSync(join(folder, `${name}.ca`));
    writeFileSync(join(folder, `${name}.ca`, 'index.txt'), '');
    return sign(name, by, {
      names: [`Ward test ${name}`],
      key: 'ec',
      digest: 'sha256',
      fromDays: -10,
      toDays: 3_650,
      extensions: ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign,cRLSign'],
    });
  }

  function sign(
    name: string,
    by: string | undefined,
    of: {
      names: readonly string[];
      key: keyof typeof KEYS;
      digest: string;
      fromDays: number;
      toDays: number;
      extensions: readonly string[];
    },
  ): string {
    const path = (suffix: string) => join(folder, `${name}.${suffix}`);
    openssl(
      'req',
      '-new',
      ...KEYS[of.key],
      '-nodes',
      '-subj',
      `/CN=${of.names[0]}`,
      '-keyout',
      path('key'),
      '-out',
      path('csr'),
    );
    // Who signs itself needs the books of an authority too.
    const books = by ?? `${name}-itself`;
    if (by === undefined) {
      mkdirSync(join(folder, `${books}.ca`));
      writeFileSync(join(folder, `${books}.ca`, 'index.txt'), '');
    }
    writeFileSync(path('cnf'), configuration(join(folder, `${books}.ca`), of.extensions));
    const signer = by === undefined ? ['-selfsign'] : ['-cert', join(folder, `${by}.crt`)];
    openssl(
      ...['ca', '-batch', '-notext', '-config', path('cnf'), '-extensions', 'wanted', ...signer],
      ...['-keyfile', join(folder, `${by ?? name}.key`), '-in', path('csr'), '-out', path('crt')],
      ...['-md', of.digest, '-startdate', asn1Date(of.fromDays), '-enddate', asn1Date(of.toDays)],
    );
    return readFileSync(path('crt'), 'utf8');
  }
}

function configuration(books: string, extensions: readonly string[]): string {
  return `
[ca]
default_ca = books
[books]
database = ${books}/index.txt
new_certs_dir = ${books}
rand_serial = yes
unique_subject = no
policy = any
[any]
commonName = supplied
[wanted]
${extensions.join('\n')}
`;
}

/** 20260131120000Z, so many days from now. */
function asn1Date(days: number): string {
  const iso = new Date(Date.now() + days * DAY_MS).toISOString();
  return `${iso.slice(0, 19).replace(/[-:T]/g, '')}Z`;
}

function openssl(...args: string[]): void {
  execFileSync('openssl', args, { stdio: 'pipe' });
}
