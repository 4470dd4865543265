import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeWith } from '#scripts/servers/unavailable.ts';
import { type ConnectionOptions, createHttpAgent } from './connection.ts';
import { httpRequest } from './http-request.ts';
import { type Certificate, makeCertificate } from './test-certificate.ts';

describeWith('openssl', 'TLS', () => {
  let folder: string;
  let authority: Certificate;
  /** Signed by the authority, for a name under which nobody asks here. */
  let own: Certificate;
  let server: https.Server;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ward-tls-'));
    authority = makeCertificate(folder, 'authority');
    own = makeCertificate(folder, 'ward.example', 'authority');
    server = https.createServer(
      { ...own, ca: authority.cert, requestCert: true, rejectUnauthorized: false },
      (request, response) => response.end(String((request.socket as { authorized?: boolean }).authorized)),
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(() => {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function ask(connection: Partial<ConnectionOptions>): Promise<string> {
    const agent = createHttpAgent(true, { connectTimeoutMs: 5_000, ...connection });
    try {
      const url = new URL(`https://127.0.0.1:${(server.address() as AddressInfo).port}/`);
      const answer = await httpRequest({
        url,
        method: 'GET',
        headers: {},
        body: Buffer.alloc(0),
        agent,
        timeoutMs: 5_000,
      });
      return answer.body;
    } finally {
      agent.destroy();
    }
  }

  test('a collector whose authority nobody knows is refused', async () => {
    await expect(ask({})).rejects.toThrow(/self-signed|unable to verify|issuer/);
  });

  test('a known authority is not enough under another name', async () => {
    await expect(ask({ ca: authority.cert })).rejects.toThrow(/altnames|does not match/);
  });

  test('the pinned certificate is believed under any name', async () => {
    await expect(ask({ pin: own.cert })).resolves.toBe('false');
  });

  test('another certificate than the pinned one is refused', async () => {
    const other = makeCertificate(folder, 'other');

    await expect(ask({ pin: other.cert })).rejects.toThrow(/self-signed|unable to|issuer/);
  });

  test('a certificate of its own is shown to a collector that asks for one', async () => {
    await expect(ask({ pin: own.cert, ...own })).resolves.toBe('true');
  });
});
