import type { AnyAuthMethod, Prompt } from 'ssh2';
import { SshFailure } from './ssh-failure.ts';

/** With what to sign in. */
export interface SignInOptions {
  user: string;
  password: string | undefined;
  privateKey: string | undefined;
  passphrase: string | undefined;
  /** Way that worked before; only that is tried then, as every failed one counts against the account. */
  signIn: string | undefined;
}

/** Chooses how to sign in, one way after another. */
export interface SignIn {
  /** The way that is under way, or that worked. */
  readonly method: string;
  /** How often the server said no to a secret. */
  readonly rejections: number;
  /** `left`: what the server would take, null before it was asked; `partial`: the last way was right and not enough. */
  next(left: readonly string[] | null, partial: boolean): AnyAuthMethod | undefined;
  /** What to say when there is no further way, or the server went away in between. */
  refusal(left?: readonly string[]): SshFailure;
}

/** Rounds of questions of a keyboard-interactive sign-in. */
const MAX_ROUNDS = 4;

/** `giveUp` is called instead of an answer when the server asks for what cannot be given. */
export function createSignIn(options: SignInOptions, giveUp: (failure: SshFailure) => void): SignIn {
  const { user: username, password = '', privateKey = '', passphrase } = options;
  const has = { key: options.privateKey !== undefined, password: options.password !== undefined };
  const wanted = [
    ...(has.key ? ['publickey'] : []),
    ...(has.password ? ['password', 'keyboard-interactive'] : []),
  ];
  const tried = new Set<string>();
  let method = '';
  let rejections = 0;
  let rounds = 0;

  return {
    get method() {
      return method;
    },
    get rejections() {
      return rejections;
    },
    next(left, partial) {
      // Asks first which ways there are: a way that is not offered is not tried.
      if (left === null) return { type: 'none', username };
      if (method !== '' && !partial) rejections++;
      method = wanted.find((way) => mayTry(way, left, partial)) ?? '';
      tried.add(method);
      if (method === 'publickey') {
        return {
          type: 'publickey',
          username,
          key: privateKey,
          ...(passphrase !== undefined && { passphrase }),
        };
      }
      if (method === 'password') return { type: 'password', username, password };
      if (method === 'keyboard-interactive') return { type: method, username, prompt: answerPrompts };
      return undefined;
    },
    refusal(left = []) {
      const given = [has.key && 'its key', has.password && 'its password'].filter(Boolean).join(' and ');
      const sentence =
        rejections === 0 && left.length > 0
          ? `signing in goes by ${left.join(', ')} there, and given is ${given || 'neither password nor key'}`
          : `${username} is not accepted with ${given || 'neither password nor key'}`;
      return new SshFailure('wrong_secret', sentence);
    },
  };

  function mayTry(way: string, left: readonly string[], partial: boolean): boolean {
    if (!left.includes(way) || tried.has(way)) return false;
    const known = options.signIn;
    if (partial || known === undefined || !wanted.includes(known) || !left.includes(known)) return true;
    return way === known;
  }

  function answerPrompts(
    _name: string,
    _instructions: string,
    _language: string,
    prompts: Prompt[],
    finish: (answers: string[]) => void,
  ): void {
    const asksNew = prompts.some(({ prompt }) => /\bnew\b|change|新密码|修改/i.test(prompt));
    if (++rounds > MAX_ROUNDS || asksNew) {
      giveUp(
        new SshFailure('wrong_secret', 'the device wants another password to be set: sign in once by hand'),
      );
      return;
    }
    finish(prompts.map(() => password));
  }
}
