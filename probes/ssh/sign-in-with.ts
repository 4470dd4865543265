import type { SshConfig } from './config.ts';
import type { knownDevice } from './known-device.ts';
import { profileAfter } from './worker/algorithms.ts';
import type { Pool } from './worker/pool.ts';
import { OtherAlgorithmsNeeded, type RemoteSession } from './worker/thread.ts';

/** What of the settings says whom to sign in to, and as whom. */
export type SignInSettings = Pick<
  SshConfig,
  'address' | 'port' | 'user' | 'password' | 'private_key' | 'passphrase' | 'host_key' | 'timeout'
>;

/** Told of each step with its time. */
export type OnStep = (step: { step: string; ms: number }) => void;

export interface SignInWith {
  config: SignInSettings;
  pool: Pool;
  known: ReturnType<typeof knownDevice>;
  onStep: OnStep;
}

/** Tries what worked last time, then what is left. Pins the host key once the sign-in has worked. */
export async function signIn(
  { config, pool, known, onStep }: SignInWith,
  signal: AbortSignal,
): Promise<RemoteSession> {
  const { profile: knownProfile, signIn, hostKey } = known.get();
  const given = config.host_key;
  let profile = knownProfile ?? 'modern';
  for (;;) {
    try {
      const thread = await pool.threadFor(profile);
      const session = await thread.open(
        {
          address: config.address,
          port: config.port,
          user: config.user,
          password: config.password,
          privateKey: config.private_key,
          passphrase: config.passphrase,
          signIn,
          profile,
          hostKeys: given?.map(withoutPadding) ?? (hostKey ? [hostKey.fingerprint] : []),
          hostKeyType: hostKey?.type,
          timeoutMs: config.timeout,
        },
        signal,
      );
      const { opened } = session;
      known.set({
        profile,
        signIn: opened.signIn,
        hostKey: { type: opened.hostKeyType, fingerprint: opened.fingerprint },
      });
      onStep({ step: 'connect', ms: opened.connectMs });
      onStep({ step: `handshake (${profile})`, ms: opened.handshakeMs });
      onStep({ step: `sign in (${opened.signIn})`, ms: opened.signInMs });
      return session;
    } catch (error) {
      const next = profileAfter(profile);
      if (!(error instanceof OtherAlgorithmsNeeded) || next === undefined) {
        if (error instanceof OtherAlgorithmsNeeded) known.set({ profile: undefined });
        throw error;
      }
      profile = next;
    }
  }
}

function withoutPadding(fingerprint: string): string {
  return fingerprint.replace(/=$/, '');
}
