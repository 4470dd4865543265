import { createHash, randomBytes } from 'node:crypto';

/** First letters of each kind of secret, so that one pasted into the wrong place can be named. */
export const TOKEN_KINDS = {
  session: 'ws_',
  enrol: 'we_',
  agent: 'wa_',
  push: 'wp_',
  beat: 'wb_',
  drill: 'wd_',
  wall: 'ww_',
} as const;
export type TokenKind = keyof typeof TOKEN_KINDS;

/** A new secret of 256 random bits. Shown once; only its hash is kept. */
export function makeToken(kind: TokenKind): string {
  return TOKEN_KINDS[kind] + randomBytes(32).toString('base64url');
}

/** What is kept of a secret. A plain hash is enough: the secret is random and long, nobody guesses it. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** The kind that a text claims to be; undefined when it is none of ours. */
export function tokenKind(text: string): TokenKind | undefined {
  return (Object.keys(TOKEN_KINDS) as TokenKind[]).find((kind) => text.startsWith(TOKEN_KINDS[kind]));
}
