import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CertificateAuthority, certificateAuthority } from '../../../scripts/servers/certificates.ts';
import { type Mariadb, startMariadb } from '../../../scripts/servers/mariadb.ts';
import { describeWith, whyUnavailable } from '../../../scripts/servers/unavailable.ts';
import { MysqlConfig } from './config.ts';
import { openMysql } from './open-session.ts';
import { never } from './test-watching.ts';

const needed = whyUnavailable('openssl') === undefined ? 'mariadbd' : 'openssl';

describeWith(needed, 'a MariaDB with TLS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ward-mysql-tls-'));
  let authority: CertificateAuthority;
  let server: Mariadb;

  beforeAll(async () => {
    authority = certificateAuthority();
    const { cert, key } = authority.issue({ names: ['db.example', '127.0.0.1'] });
    writeFileSync(join(folder, 'cert.pem'), cert);
    writeFileSync(join(folder, 'key.pem'), key);
    server = await startMariadb({
      options: [`--ssl-cert=${join(folder, 'cert.pem')}`, `--ssl-key=${join(folder, 'key.pem')}`],
    });
    await server.run("CREATE USER ward@'%' IDENTIFIED BY 'ward' REQUIRE SSL");
  });
  afterAll(async () => {
    await server?.stop();
    authority?.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  async function cipherWith(settings: Readonly<Record<string, unknown>>, host?: string) {
    const { address, port } = server;
    const config = MysqlConfig.parse({ address, port, user: 'ward', password: 'ward', ...settings });
    const options = { procPath: '', sysPath: '', now: () => 0, ...(host !== undefined && { host }) };
    const session = await openMysql(config, options, never);
    const sql = "SHOW SESSION STATUS LIKE 'Ssl_version'";
    const { rows } = await session.query(sql, { maxRows: 1, timeoutMs: 10_000, signal: never });
    await session.close();
    return rows[0]?.[1];
  }

  it.each(['preferred', 'required'])('is spoken to in secret, whoever it is: %s', async (tls) => {
    expect(await cipherWith({ tls })).toMatch(/^TLSv1\.[23]$/);
  });

  it.each([undefined, 'db.example'])('proves itself by the address, or by the name %s', async (host) => {
    expect(await cipherWith({ tls: 'verified', ca: authority.ca }, host)).toMatch(/^TLSv1/);
  });

  it.each([
    ['nobody knows its authority', {}, undefined, /unknown issuer/],
    ['it has another name', { ca: true }, 'other.example', /other.example does not match the certificate/],
  ])('is not told the password when %s', async (_what, { ca }: { ca?: boolean }, host, sentence) => {
    const settings = { tls: 'verified', ...(ca && { ca: authority.ca }) };

    await expect(cipherWith(settings, host)).rejects.toMatchObject({
      state: 'bad_certificate',
      message: expect.stringMatching(sentence),
    });
  });

  it('lets nobody in without TLS whose account wants it', async () => {
    await expect(cipherWith({ tls: 'off' })).rejects.toMatchObject({ state: 'wrong_secret' });
  });
});
