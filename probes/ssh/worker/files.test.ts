import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import ssh2, { type Server, type SFTPWrapper } from 'ssh2';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { hostKey } from '#simulator/ssh/host-keys.ts';
import { createGate } from './gate.ts';
import { openSession, type Session } from './session.ts';

const TIMEOUT_MS = 10_000;
const NO_MORE = 1;

let server: Server;
let session: Session;
/** Those that the server has opened. */
let channels: SFTPWrapper[];

beforeEach(async () => {
  channels = [];
  server = new ssh2.Server({ hostKeys: [hostKey('ed25519', 1)] }, (client) => {
    client.on('authentication', (attempt) => attempt.accept());
    client.on('error', () => {});
    client.on('session', (accept) => {
      const asked = accept();
      asked.on('sftp', (granted) => channels.push(emptyFolders(granted())));
      asked.on('exec', (granted) => {
        const channel = granted();
        channel.exit(0);
        channel.end();
      });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  session = await openSession(
    {
      address: '127.0.0.1',
      port: (server.address() as AddressInfo).port,
      user: 'watch',
      password: 'let me in',
      privateKey: undefined,
      passphrase: undefined,
      signIn: undefined,
      profile: 'modern',
      hostKeys: [],
      hostKeyType: undefined,
      timeoutMs: TIMEOUT_MS,
    },
    createGate(1),
  );
});
afterEach(() => {
  session.close();
  server.close();
});

it('a server that has closed the channel is not waited for: the session has ended', async () => {
  expect(await session.list('/backup', 10, TIMEOUT_MS)).toEqual({ entries: [], isCut: false });

  channels[0]?.end();
  // What is answered later was said later.
  await session.run('linux', 'identity', TIMEOUT_MS);

  await expect(session.list('/backup', 10, TIMEOUT_MS)).rejects.toMatchObject({ isEnded: true });
});

function emptyFolders(sftp: SFTPWrapper): SFTPWrapper {
  return sftp
    .on('OPENDIR', (id) => sftp.handle(id, Buffer.from('folder')))
    .on('READDIR', (id) => sftp.status(id, NO_MORE))
    .on('CLOSE', (id) => sftp.status(id, 0));
}
