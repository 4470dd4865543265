import { type ConfigBackup, configBackup } from './backup/config-facts.ts';
import type { Conversation } from './conversation.ts';
import type { knownDevice } from './known-device.ts';
import type { Ignored } from './platforms/findings.ts';
import { readRefusal } from './refusal.ts';

const DAY_MS = 86_400_000;
/** After a backup that failed. */
const RETRY_MS = 3_600_000;
/** A configuration of ten thousand lines comes slowly over an old processor's SSH. */
const TIMEOUT_MS = 180_000;

/** Reads the configuration of a device when that is due, beside the collections, as it may outlast one. */
export interface DailyBackup {
  /** Starts one when the last is older than a day, or older than the device has been up: a restart may bring another. */
  startIfDue(conversation: Conversation, nowMs: number, uptimeSeconds: number | undefined): void;
  /** Resolves when none is under way: a command line takes one command at a time. */
  settled(): Promise<void>;
  /** What was read since this was asked last. */
  take(): ConfigBackup['facts'];
  /** Of the configuration that was read last, now or before a restart; NaN when none ever was. */
  fingerprint(): number;
  /** Why the last one failed. */
  readonly trouble: readonly Ignored[];
  stop(): void;
}

export function dailyBackup(known: ReturnType<typeof knownDevice>): DailyBackup {
  const stopped = new AbortController();
  let running: Promise<void> | undefined;
  let fresh: ConfigBackup['facts'] = [];
  let triedMs = Number.NEGATIVE_INFINITY;
  let trouble: Ignored[] = [];

  return {
    startIfDue(conversation, nowMs, uptimeSeconds) {
      const { configuration } = conversation.platform;
      if (configuration === undefined || running || nowMs - triedMs < RETRY_MS) return;
      const { backup } = known.get();
      const restartedMs = uptimeSeconds === undefined ? 0 : nowMs - uptimeSeconds * 1_000;
      if (backup && nowMs - backup.atMs < DAY_MS && backup.atMs > restartedMs) return;
      triedMs = nowMs;
      running = read(conversation, configuration, nowMs).finally(() => {
        running = undefined;
      });
    },
    settled: async () => running,
    take() {
      const facts = fresh;
      fresh = [];
      return facts;
    },
    fingerprint: () => known.get().backup?.fingerprint ?? Number.NaN,
    get trouble() {
      return trouble;
    },
    stop: () => stopped.abort(),
  };

  async function read(conversation: Conversation, command: string, nowMs: number): Promise<void> {
    try {
      const text = await conversation.ask(command, stopped.signal, TIMEOUT_MS);
      const refusal = readRefusal(text);
      if (refusal !== undefined) throw new Error(refusal);
      const { facts, fingerprint } = configBackup(conversation.platform.name, text);
      fresh = facts;
      trouble = [];
      known.set({ backup: { atMs: nowMs, fingerprint } });
    } catch (error) {
      trouble = [{ what: 'configuration', why: (error as Error).message.slice(0, 200) }];
    }
  }
}
