import type { DatabaseSession } from './session.ts';

/**
 * A connection is kept, and made anew after this: an account that was locked, a server that takes no more sessions
 * and a name that leads elsewhere now are seen that way.
 */
const RENEWED_AFTER_MS = 15 * 60_000;

/** One connection over time; at most one is open. */
export interface KeptConnection {
  /** The one that is open, or a new one. Rejects as opening does. */
  session(nowMs: number, signal: AbortSignal): Promise<DatabaseSession>;
  /** The next one is a new one. */
  renew(): void;
  close(): Promise<void>;
}

/** `onOpened` is told of each new one. */
export function keptConnection(
  open: (signal: AbortSignal) => Promise<DatabaseSession>,
  onOpened: (session: DatabaseSession) => void,
): KeptConnection {
  let opened: { session: DatabaseSession; atMs: number } | undefined;

  return {
    async session(nowMs, signal) {
      const ageMs = opened === undefined ? Number.NaN : nowMs - opened.atMs;
      if (!(ageMs >= 0 && ageMs < RENEWED_AFTER_MS) || !opened?.session.isUsable()) await close();
      if (opened !== undefined) return opened.session;
      const session = await open(signal);
      opened = { session, atMs: nowMs };
      onOpened(session);
      return session;
    },
    renew() {
      if (opened !== undefined) opened.atMs = Number.NEGATIVE_INFINITY;
    },
    close,
  };

  async function close(): Promise<void> {
    const { session } = opened ?? {};
    opened = undefined;
    await session?.close();
  }
}
