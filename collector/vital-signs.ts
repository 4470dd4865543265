/*
 * How the collector is: asked by `/metrics` and the readiness of its host, told to live pages once a second, to the dead
 * man's switch, and to itself as samples of a target of its own.
 */
import type { StoreState } from '#protocol/store-state.ts';
import type { BackupDesk } from './backup/backup-desk.ts';
import type { CauseDesk } from './causes/cause-desk.ts';
import type { StoreAddress } from './config/store-address.ts';
import type { Drills } from './contacts/drills.ts';
import type { Figures } from './figures.ts';
import { judgingBehind } from './health/behind.ts';
import { ownSkewMs } from './health/own-clock.ts';
import { OWN_INTERVAL_MS, type OwnFigures, OwnSamples } from './health/own-samples.ts';
import type { ConnectedAgents } from './intake/connected-agents.ts';
import type { Intake } from './intake/intake.ts';
import type { EngineStats } from './intake/intake-engine.ts';
import type { LiveHub } from './live/hub.ts';
import { startDeadMansSwitch } from './notify/dead-mans-switch.ts';
import type { Teller } from './notify/teller.ts';
import type { Judging } from './open-judging.ts';
import { DEFAULT_ORGANISATION } from './people/organisations.ts';
import type { Polling } from './polling/polling.ts';
import { zoneFigures } from './polling/zones.ts';
import type { StoreCalls } from './store/store-calls.ts';
import { lagOf, storeState } from './store/store-state.ts';
import type { Remote } from './threads/rpc.ts';

/** A second and a half without judging: people are told, and the dead man's switch is let go after half a minute. */
const PULSE_EVERY_MS = 1_000;
const NOT_WELL_AFTER_MS = 30_000;
const SWITCH_TIMEOUT_MS = 10_000;
/** A store that hiccups is no news. */
const ILL_AFTER_MS = 5_000;
/** Stands for the collector where samples name the key that brought them. */
const OWN_KEY = '00000000-0000-0000-0000-000000000000';

/** What the intake thread has complained of. */
export interface IntakeTroubles {
  /** Why nothing is judged; null once something is again. */
  judgingError: string | null;
}

export interface VitalSignsOptions {
  intake: Intake;
  troubles: IntakeTroubles;
  store: Remote<StoreCalls>;
  agents: ConnectedAgents;
  polling: Polling;
  judging: Judging;
  causes: CauseDesk;
  teller: Teller;
  drills: Drills;
  backups: Pick<BackupDesk, 'figures'>;
  hub: LiveHub;
  /** The target that stands for this collector, and how often it was started. */
  target: string;
  starts: number;
  deadMansSwitch: { url: string; every: number };
  storeAddress: StoreAddress;
  journalLimitBytes: number;
  nowMs(): number;
  onFault(what: string, error: Error): void;
  /** Told why the store has taken nothing for a while, and null when it takes data again. */
  onStore(problem: string | null): void;
}

/** Looks after itself as long as it runs. */
export interface VitalSigns {
  figures(): Promise<Figures>;
  storeState(): Promise<StoreState>;
  readiness(): { ready: boolean; reasons: string[] };
  start(): void;
  close(): Promise<void>;
}

/** Puts it together; nothing is told before `start`. */
export function vitalSigns(options: VitalSignsOptions): VitalSigns {
  const { intake, troubles, store, agents, polling, judging, hub, nowMs, onFault } = options;
  const ownSamples = new OwnSamples({
    target: options.target,
    sender: { key: OWN_KEY, organisation: DEFAULT_ORGANISATION },
    push: (...wanted) => intake.push(...wanted),
  });
  const timers: NodeJS.Timeout[] = [];
  let isStoreIll = false;
  let startedMs = nowMs();
  let deadMansSwitch: ReturnType<typeof startDeadMansSwitch> | undefined;

  return {
    figures,
    async storeState() {
      const { storeAddress: address, journalLimitBytes } = options;
      return storeState(await figures(), { address, journalLimitBytes }, nowMs());
    },
    readiness() {
      const reasons = troubles.judgingError === null ? [] : ['judging_failed'];
      return { ready: reasons.length === 0, reasons };
    },
    start() {
      startedMs = nowMs();
      repeat('own samples', OWN_INTERVAL_MS, sendOwnSamples);
      repeat('pulse', PULSE_EVERY_MS, sendPulse);
      const { url, every } = options.deadMansSwitch;
      if (url === '') return;
      deadMansSwitch = startDeadMansSwitch({
        url,
        everyMs: every,
        timeoutMs: SWITCH_TIMEOUT_MS,
        isWell,
        nowMs,
      });
    },
    async close() {
      for (const timer of timers) clearInterval(timer);
      await deadMansSwitch?.close();
    },
  };

  function repeat(what: string, everyMs: number, work: () => Promise<void>): void {
    timers.push(setInterval(() => void work().catch((error) => onFault(what, error)), everyMs));
  }

  async function figures(): Promise<Figures> {
    const [engine, stored] = await Promise.all([intake.calls.stats(), store.stats()]);
    return {
      intake: engine,
      overloads: intake.overloads,
      waitingBytes: intake.waitingBytes,
      agents: agents.connections,
      hub: hub.stats(),
      ...stored,
      telling: options.teller.stats,
      held: options.teller.holding,
      ...judging.stats(),
      causes: options.causes.stats,
    };
  }

  async function sendPulse(): Promise<void> {
    const engine = await intake.calls.stats();
    const { feeder } = await store.stats();
    if (isJudging(engine)) troubles.judgingError = null;
    judging.step(feeder.position);
    const isIll = feeder.trouble !== null && (isStoreIll || nowMs() - feeder.trouble.sinceMs > ILL_AFTER_MS);
    if (isIll !== isStoreIll) options.onStore(feeder.trouble?.detail ?? null);
    isStoreIll = isIll;
    hub.sendPulse({
      type: 'pulse',
      nowMs: nowMs(),
      judgingBehindMs: judgingBehindMs(engine),
      storeBehindMs: lagOf({ intake: engine, feeder }, nowMs()).behindMs,
      storeError: feeder.trouble?.detail ?? null,
    });
  }

  async function sendOwnSamples(): Promise<void> {
    const { intake: engine, store: stored, feeder, telling } = await figures();
    const { lostEntries: lost } = engine;
    const skews = [...agents.skews()].map(({ identity, skewMs }) => ({ target: identity.target, skewMs }));
    const own: OwnFigures = {
      'ward.journal_bytes': engine.journalBytes,
      'ward.journal_lost_entries': lost.limit + lost.damaged,
      'ward.store_lost_entries': lost.store_emptied + lost.store_put_back,
      'ward.store_behind_seconds': lagOf({ intake: engine, feeder }, nowMs()).behindMs / 1000,
      'ward.store_faults': stored.faults.length,
      'ward.refused_items': engine.refused,
      'ward.failed_calls': telling.failed,
      'ward.agents_connected': agents.connections,
      'ward.judging_behind_seconds': judgingBehindMs(engine) / 1000,
      'ward.clock_skew_seconds': ownSkewMs(skews.map(({ skewMs }) => skewMs)) / 1000,
      'ward.overloads': intake.overloads,
      'ward.starts': options.starts,
    };
    const drills = await options.drills.figures();
    const backups = await options.backups.figures();
    await ownSamples.send(own, zoneFigures(polling.zones()), skews, nowMs(), drills, backups);
  }

  async function isWell(): Promise<boolean> {
    return nowMs() - (await intake.calls.stats()).tickMs < NOT_WELL_AFTER_MS;
  }

  function isJudging({ tickMs }: EngineStats): boolean {
    return tickMs > 0 && nowMs() - tickMs < NOT_WELL_AFTER_MS;
  }

  function judgingBehindMs({ tickMs }: EngineStats): number {
    return judgingBehind(tickMs, startedMs, nowMs());
  }
}
