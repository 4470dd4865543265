import { createHash } from 'node:crypto';
import type { Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import type { AuthHandlerMiddleware, Client, ClientErrorExtensions } from 'ssh2';
import { type AlgorithmProfile, algorithmsOf } from './algorithms.ts';
import { hardTimer } from './hard-timer.ts';
import { createSignIn, type SignInOptions } from './sign-in.ts';
import { SshFailure } from './ssh-failure.ts';
import { smallPrimesForComware } from './ssh2-inside.ts';

/** Whom to sign in as, and whom to expect at the other end. */
export interface ConnectOptions extends SignInOptions {
  profile: AlgorithmProfile;
  /** Fingerprints of which the server must have one; empty at the first meeting. */
  hostKeys: readonly string[];
  /** Kind of the key that is known. */
  hostKeyType: string | undefined;
  /** For each step. */
  timeoutMs: number;
}

/** A session that is signed in. */
export interface Connected {
  client: Client;
  /** What the server calls itself, such as `SSH-2.0-Comware-7.1.064`. */
  ident: string;
  fingerprint: string;
  hostKeyType: string;
  signIn: string;
  handshakeMs: number;
  signInMs: number;
}

/** A negotiation that failed: other algorithms may help. */
export class NegotiationFailure extends SshFailure {}

/** Old devices compute for long. */
const HANDSHAKE_MS: Record<AlgorithmProfile, number> = { modern: 15_000, legacy: 25_000, exchange: 60_000 };
/** Some servers wait before they say no, some ask a RADIUS server first. */
const SIGN_IN_EXTRA_MS = 10_000;
const KEEPALIVE_MS = 10_000;
const KEEPALIVES_MISSED = 3;

/** Shakes hands and signs in over a socket that is connected; the socket is destroyed when that fails. */
export async function connectSsh(socket: Socket, options: ConnectOptions): Promise<Connected> {
  const { default: ssh2 } = await import('ssh2');
  const client = new ssh2.Client();
  const key = options.privateKey && ssh2.utils.parseKey(options.privateKey, options.passphrase);
  if (key instanceof Error) {
    socket.destroy();
    throw new SshFailure('misconfigured', `the private key cannot be used: ${key.message}`);
  }
  return new Promise((resolve, reject) => {
    const heard = { any: false, ident: '', offers: [] as string[], fingerprint: '', hostKeyType: '' };
    const signIn = createSignIn(options, fail);
    const startedMs = performance.now();
    let handshakeMs = 0;
    let stage: 'handshake' | 'sign-in' | 'done' = 'handshake';
    let cancel = hardTimer(options.timeoutMs, onSilence);

    // Listeners for its whole life: errors come after the end as well.
    client.on('error', (error) => fail(translate(error)));
    client.on('close', () => fail(closed()));
    socket.once('data', () => {
      heard.any = true;
      rearm(Math.max(options.timeoutMs, HANDSHAKE_MS[options.profile]));
    });
    client.on('handshake', () => {
      stage = 'sign-in';
      handshakeMs = performance.now() - startedMs;
      rearm(options.timeoutMs + SIGN_IN_EXTRA_MS);
    });
    client.on('change password', () =>
      fail(
        new SshFailure('wrong_secret', 'the device wants the password to be changed: sign in once by hand'),
      ),
    );
    client.on('ready', () => {
      if (stage === 'done') return;
      stage = 'done';
      cancel();
      const signInMs = performance.now() - startedMs - handshakeMs;
      const { ident, fingerprint, hostKeyType } = heard;
      resolve({ client, ident, fingerprint, hostKeyType, signIn: signIn.method, handshakeMs, signInMs });
    });
    try {
      client.connect({
        sock: socket,
        username: options.user,
        readyTimeout: 0,
        keepaliveInterval: KEEPALIVE_MS,
        keepaliveCountMax: KEEPALIVES_MISSED,
        algorithms: algorithmsOf(options.profile, options.hostKeyType) as object,
        hostVerifier: isExpected,
        authHandler: chooseSignIn,
        debug: listen,
      });
      smallPrimesForComware(client, () => heard.ident);
    } catch (error) {
      fail(new SshFailure('misconfigured', (error as Error).message));
    }

    function isExpected(key: Buffer): boolean {
      heard.fingerprint = fingerprintOf(key);
      heard.hostKeyType = key.toString('latin1', 4, 4 + key.readUInt32BE(0));
      if (options.hostKeys.length === 0 || options.hostKeys.includes(heard.fingerprint)) return true;
      fail(otherIdentity(options.hostKeys, heard.fingerprint));
      return false;
    }

    function chooseSignIn(...[left, partial, next]: Parameters<AuthHandlerMiddleware>): void {
      if (stage === 'done') return;
      const way = signIn.next(left, partial);
      if (way === undefined) fail(signIn.refusal(left));
      else next(way);
    }

    /** ssh2 tells some things only to those who look for mistakes in it. */
    function listen(line: string): void {
      if (stage !== 'handshake') return;
      const [, ident] = /^Remote ident: ['"](.*?)(?:\\r)?(?:\\n)?['"]$/.exec(line) ?? [];
      if (ident !== undefined) heard.ident = ident;
      const [, what, names] = /^Handshake: \(remote\) (.+?): (.*)$/.exec(line) ?? [];
      if (what !== undefined) heard.offers.push(`${what} ${names}`);
    }

    function rearm(ms: number): void {
      cancel();
      if (stage !== 'done') cancel = hardTimer(ms, onSilence);
    }

    function onSilence(): void {
      if (!heard.any) fail(new SshFailure('silent', 'took the connection and said nothing'));
      else if (stage === 'handshake')
        fail(new SshFailure('silent', 'fell silent in the middle of the handshake'));
      else fail(new SshFailure('too_slow', 'gave no verdict on the sign-in in time'));
    }

    function translate({ message, level }: Error & ClientErrorExtensions): SshFailure {
      if (/identification string/i.test(message)) {
        return new SshFailure(
          'not_understood',
          'greets in a way that SSH 2 does not know: read it by SNMP instead',
        );
      }
      if (message.startsWith('Connection lost before handshake')) return closed();
      if (level === 'client-socket' && !heard.any) return closed();
      if (stage === 'handshake' && heard.ident !== '') {
        return new NegotiationFailure(
          'unsupported',
          [message, ...heard.offers].join('; it offers: ').slice(0, 1_000),
        );
      }
      if (stage === 'handshake')
        return new SshFailure('not_understood', `answers, but not as SSH does: ${message}`);
      if (signIn.rejections > 0 || level === 'client-authentication') return signIn.refusal();
      return new SshFailure('refused', `broke off the sign-in: ${message}`);
    }

    function closed(): SshFailure {
      if (stage === 'sign-in') {
        if (signIn.rejections > 0) return signIn.refusal();
        return new SshFailure('refused', 'closed the connection during the sign-in: too many sessions?');
      }
      if (heard.ident !== '')
        return new NegotiationFailure('refused', 'closed the connection in the handshake');
      if (heard.any) return new SshFailure('not_understood', 'answers, but not as SSH does');
      return new SshFailure(
        'refused',
        'closed the connection before a word: too many sessions, or an access list that keeps this agent out',
      );
    }

    function fail(failure: SshFailure): void {
      if (stage === 'done') return;
      stage = 'done';
      cancel();
      reject(failure);
      socket.destroy();
    }
  });
}

/** As OpenSSH prints it. */
export function fingerprintOf(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

function otherIdentity(expected: readonly string[], found: string): SshFailure {
  return new SshFailure(
    'other_identity',
    `the host key is ${found}, expected is ${expected.join(' or ')}: another device answers, or this one has a new ` +
      `key. Nothing was sent to it. If the new key is right, set host_key to ${found}`,
  );
}
