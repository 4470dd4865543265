import type { Fact, Measurements, ProbeOptions, Reading } from '#probes/probe.ts';
import { ProbeError } from '#probes/probe-error.ts';
import { createDerivation } from '#probes/profile/derive/derive.ts';
import { stepAsker } from './ask-steps.ts';
import { columnKeeper } from './columns.ts';
import type { SshConfig } from './config.ts';
import { type Conversation, converse } from './conversation.ts';
import { dailyBackup } from './daily-backup.ts';
import { factKeeper } from './facts.ts';
import { knownDevice } from './known-device.ts';
import { type DeviceFacts, type Findings, type Ignored, type Sample, wordOf } from './platforms/findings.ts';
import type { Platform, Step } from './platforms/platform.ts';
import { SELDOM_MS } from './platforms/platform.ts';
import { shortLines } from './platforms/text/short-lines.ts';
import type { OnStep } from './sign-in-with.ts';
import type { Pool } from './worker/pool.ts';
import { SshFailure } from './worker/ssh-failure.ts';

/** Everything that one collection told. */
export interface Visit {
  conversation: Conversation;
  facts: Partial<DeviceFacts>;
  readings: Reading[];
  neighbours: Findings['neighbours'];
  ignored: Ignored[];
  failure: SshFailure | undefined;
  /** How many values each command brought. */
  counts: ReadonlyMap<string, number>;
}

/** One device that is asked again and again over one session. */
export interface Device {
  /** Rejects with a `ProbeError`. */
  collect(signal: AbortSignal): Promise<Measurements>;
  /** Asks once, without keeping anything of it; rejects as `collect` does. */
  visit(signal: AbortSignal): Promise<Visit>;
  /** Signs in and recognises, nothing more. */
  meet(signal: AbortSignal): Promise<{ conversation: Conversation; facts: Partial<DeviceFacts> }>;
  close(): void;
}

export interface DeviceOptions extends Pick<ProbeOptions, 'now' | 'remember'> {
  pool: Pool;
  /** Asked only once: figures that need two readings take them now, and no configuration is kept. */
  once: boolean;
  onStep?: OnStep;
}

/** Kinds of parts for which losing all but one is worth an alert. */
const REDUNDANT = ['power', 'fan'];
const TOO_SLOW = 'the time was over before all commands were answered; a longer interval gives more time';

export function createDevice(config: SshConfig, options: DeviceOptions): Device {
  const { pool, now, once, onStep = () => {} } = options;
  const known = knownDevice(options, config.address, config.port);
  const toColumns = columnKeeper();
  const facts = factKeeper();
  const backup = dailyBackup(known);
  const derive = createDerivation({ redundant: REDUNDANT, shutdownMinutes: 0 });
  let current: Conversation | undefined;
  let asker: { platform: Platform; ask: ReturnType<typeof stepAsker> } | undefined;
  let identified: { atMs: number; facts: Partial<DeviceFacts> } | undefined;

  return {
    collect: (signal) => asProbeError(() => collect(signal)),
    visit: (signal) => asProbeError(() => visit(signal)),
    meet: (signal) =>
      asProbeError(async () => {
        const conversation = await open(signal);
        return { conversation, facts: identified?.facts ?? {} };
      }),
    close() {
      backup.stop();
      hangUp();
    },
  };

  async function collect(signal: AbortSignal): Promise<Measurements> {
    await orAborted(backup.settled(), signal);
    const result = await visit(signal);
    const { conversation, failure, readings } = result;
    const keepsConfiguration = isKept(conversation);
    const skipped = [...result.ignored, ...(keepsConfiguration ? backup.trouble : [])]
      .filter(({ isNormal }) => !isNormal)
      .map(({ what, why }) => ({ what, why }));
    const news: Fact[] = [...facts(result, now()), ...backup.take()];
    if (failure) {
      hangUp();
      throw new ProbeError(failure.state, failure.message, {
        measurements: { readings, facts: news, skipped },
      });
    }
    if ([...result.counts.values()].every((count) => count === 0)) {
      hangUp();
      throw new ProbeError('not_understood', 'none of its answers was understood');
    }
    // It may outlast this collection, and comes with the next one.
    if (keepsConfiguration) backup.startIfDue(conversation, now(), result.facts.uptimeSeconds);
    if (!config.keep_session) void backup.settled().then(hangUp);
    return { readings, facts: news, skipped };
  }

  /** A session that was kept may be found ended: then once more over a new one. */
  async function visit(signal: AbortSignal): Promise<Visit> {
    const wasKept = current !== undefined && !current.isOver;
    const first = await ask(signal);
    if (wasKept && first.failure?.isEnded && first.answered === 0) return ask(signal);
    return first;
  }

  async function ask(signal: AbortSignal): Promise<Visit & { answered: number }> {
    const isNew = current === undefined || current.isOver;
    const conversation = await open(signal);
    const nowMs = now();
    if (asker?.platform !== conversation.platform) {
      asker = { platform: conversation.platform, ask: stepAsker(stepsOf(conversation.platform)) };
    }
    if (identified) asker.ask.know(conversation.platform.identify.command, identified.atMs);
    const { told, missed, answered, ...run } = await asker.ask.run(conversation, nowMs, signal);
    // A device that told at least who it is does not count as silent.
    const isSlow = run.failure && signal.aborted && (isNew || answered > 0);
    const failure = isSlow ? new SshFailure('too_slow', TOO_SLOW) : run.failure;
    const samples: Sample[] = [];
    const ignored: Ignored[] = [];
    const facts = identityAt(nowMs, conversation);
    let neighbours: Findings['neighbours'];
    for (const [command, { findings }] of told) {
      // What could not be asked this time has its series all the same, without a value.
      for (const sample of findings.samples ?? []) {
        samples.push(missed.has(command) ? { ...sample, value: Number.NaN } : sample);
      }
      Object.assign(facts, findings.facts);
      neighbours = findings.neighbours ?? neighbours;
      ignored.push(...(findings.ignored ?? []));
    }
    if (facts.uptimeSeconds !== undefined)
      samples.push(ownSample('device.uptime_seconds', facts.uptimeSeconds));
    if (neighbours) samples.push(ownSample('device.neighbours', neighbours.length));
    if (!once && isKept(conversation)) samples.push(ownSample('config.fingerprint', backup.fingerprint()));
    const { readings, ignored: doubled } = toColumns(samples);
    return {
      conversation,
      facts,
      readings: [...readings, ...derive(readings).readings],
      neighbours,
      ignored: [...ignored, ...doubled],
      failure,
      answered,
      counts: new Map([...told.values()].map(({ words, findings }) => [words, countOf(findings)])),
    };
  }

  function isKept({ platform }: Conversation): boolean {
    return config.backup && platform.configuration !== undefined;
  }

  async function open(signal: AbortSignal): Promise<Conversation> {
    if (current && !current.isOver) return current;
    const conversation = await converse({ config, pool, known, onStep }, signal);
    current = conversation;
    takeIdentity(conversation, conversation.identity);
    return conversation;
  }

  function takeIdentity(conversation: Conversation, text: string): void {
    const { platform, name } = conversation;
    identified = {
      atMs: now(),
      facts: { ...(name !== '' && { name }), ...platform.identify.read(shortLines(text)) },
    };
  }

  /** The time since the start goes on between two questions for it; hosts tell it themselves. */
  function identityAt(nowMs: number, { platform }: Conversation): Partial<DeviceFacts> {
    if (identified === undefined) return {};
    const { atMs, facts } = identified;
    if (facts.uptimeSeconds === undefined || platform.name === 'linux') return { ...facts };
    return { ...facts, uptimeSeconds: facts.uptimeSeconds + Math.round((nowMs - atMs) / 1_000) };
  }

  /** The identity is asked when a session begins; in one that lasts it is a step like the others. */
  function stepsOf(platform: Platform): Step[] {
    const again: Step = {
      command: platform.identify.command,
      everyMs: SELDOM_MS,
      read(text) {
        if (current) takeIdentity(current, text);
        return { facts: {} };
      },
    };
    return [again, ...platform.steps({ services: config.services, once })];
  }

  function hangUp(): void {
    current?.close();
    current = undefined;
  }
}

function ownSample(name: string, value: number): Sample {
  return { metric: wordOf(name), labels: [], value };
}

function countOf({ samples = [], neighbours = [] }: Findings): number {
  return samples.length + neighbours.length;
}

/** Every failure of the conversation is one of the target, in a word. */
async function asProbeError<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SshFailure) throw new ProbeError(error.state, error.message, { cause: error });
    throw error;
  }
}

function orAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(new SshFailure('too_slow', 'the configuration is still being read'));
    if (signal.aborted) return giveUp();
    signal.addEventListener('abort', giveUp, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
}
