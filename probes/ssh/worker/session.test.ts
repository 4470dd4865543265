import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SshDevice, startSshDevice } from '#simulator/ssh/ssh-device.ts';
import { createGate } from './gate.ts';
import { openSession, type Session } from './session.ts';

const USER = { user: 'watch', password: 'let me in' };

let device: SshDevice;
let session: Session | undefined;
beforeEach(async () => {
  device = await startSshDevice({ platform: 'linux', ...USER, otherwise: () => 'Linux\n' });
});
afterEach(async () => {
  session?.close();
  await device.close();
});

function open(): Promise<Session> {
  return openSession(
    {
      address: device.host,
      port: device.port,
      ...USER,
      privateKey: undefined,
      passphrase: undefined,
      signIn: undefined,
      profile: 'modern',
      hostKeys: [],
      hostKeyType: undefined,
      timeoutMs: 10_000,
    },
    createGate(1),
  );
}

describe('a command that runs by itself', () => {
  it('is whole when its output and its end come in one packet with the word that it was begun', async () => {
    session = await open();

    for (let time = 0; time < 20; time++) {
      expect((await session.run('linux', 'identity', 10_000)).text).toBe('Linux\n');
    }
  });
});
