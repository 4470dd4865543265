import { stat, statfs } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Figures } from '#collector/figures.ts';
import { lagOf } from '#collector/store/store-state.ts';
import { SYSTEM_LINES, type SystemHealth, type SystemLine } from '#protocol/system-health.ts';
import { judgingBehind } from './behind.ts';
import type { LastErrors } from './last-errors.ts';

const EVERY_MS = 10_000;
/** An hour. */
const KEPT = 360;
const LOOP_RESOLUTION_MS = 20;

export interface SystemDeskOptions {
  figures(): Promise<Figures>;
  errors: LastErrors;
  dataDir: string;
  ledger: 'sqlite' | 'postgres';
  journalLimitBytes: number;
  version: string;
  target: string;
  starts: number;
  nowMs(): number;
  onFault(what: string, error: Error): void;
}

/** Looks at the collector every ten seconds as long as it runs, and keeps the last hour. */
export class SystemDesk {
  readonly #options: SystemDeskOptions;
  readonly #startedAtMs: number;
  readonly #loop = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS });
  readonly #lines = Object.fromEntries(SYSTEM_LINES.map((line) => [line, []])) as unknown as Record<
    SystemLine,
    number[]
  >;
  #timer: NodeJS.Timeout | undefined;
  #endMs: number;
  #before: { atMs: number; samples: number; cpuMicros: number } | undefined;

  constructor(options: SystemDeskOptions) {
    this.#options = options;
    this.#startedAtMs = options.nowMs();
    this.#endMs = this.#startedAtMs;
  }

  start(): void {
    this.#loop.enable();
    const look = () => void this.look().catch((error: Error) => this.#options.onFault('system', error));
    look();
    this.#timer = setInterval(look, EVERY_MS);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#loop.disable();
  }

  /** Takes one value of each line. */
  async look(): Promise<void> {
    const figures = await this.#options.figures();
    const nowMs = this.#options.nowMs();
    const { user, system } = process.cpuUsage();
    const taken = { atMs: nowMs, samples: figures.intake.samples, cpuMicros: user + system };
    // What is not known yet is 0: between the start and the first look there is nothing to compare with.
    const before = this.#before ?? taken;
    const passedMs = Math.max(1, taken.atMs - before.atMs);
    const values: Record<SystemLine, number> = {
      samples_per_second: ((taken.samples - before.samples) / passedMs) * 1_000,
      journal_bytes: figures.intake.journalBytes,
      judging_behind_seconds: judgingBehind(figures.intake.tickMs, this.#startedAtMs, nowMs) / 1_000,
      store_behind_seconds: lagOf(figures, nowMs).behindMs / 1_000,
      memory_bytes: process.memoryUsage.rss(),
      cpu_percent: (taken.cpuMicros - before.cpuMicros) / passedMs / 10,
      loop_delay_milliseconds: Math.max(0, this.#loop.percentile(99) / 1e6 - LOOP_RESOLUTION_MS),
      live_pages: figures.hub.connections,
      agents_connected: figures.agents,
    };
    this.#loop.reset();
    this.#before = taken;
    this.#endMs = nowMs;
    for (const line of SYSTEM_LINES) {
      const kept = this.#lines[line];
      kept.push(Number.isFinite(values[line]) ? values[line] : 0);
      if (kept.length > KEPT) kept.shift();
    }
  }

  async health(): Promise<SystemHealth> {
    const { figures, errors, dataDir, ledger, journalLimitBytes, version, target, starts, nowMs } =
      this.#options;
    if (this.#before === undefined) await this.look();
    const [now, disk, ledgerBytes] = await Promise.all([
      figures(),
      statfs(dataDir),
      ledger === 'sqlite' ? bytesOf(dataDir, ['ledger.sqlite', 'ledger.sqlite-wal']) : null,
    ]);
    const { intake, hub, feeder, telling } = now;
    const lag = lagOf(now, nowMs());
    return {
      nowMs: nowMs(),
      version,
      startedAtMs: this.#startedAtMs,
      starts,
      node: process.versions.node,
      target,
      now: this.#each((line) => line[line.length - 1] ?? 0),
      history: { everyMs: EVERY_MS, endMs: this.#endMs, lines: this.#each((line) => [...line]) },
      journal: {
        limitBytes: journalLimitBytes,
        entries: intake.journalNext - intake.journalOldest,
        oldestAgeMs: lag.behindEntries > 0 ? lag.behindMs : null,
      },
      ledger: { engine: ledger, bytes: ledgerBytes },
      disk: {
        folder: dataDir,
        freeBytes: disk.bavail * disk.bsize,
        totalBytes: disk.blocks * disk.bsize,
      },
      cores: availableParallelism(),
      drops: {
        refused_items: intake.refused,
        items_without_schema: intake.withoutSchema,
        overloads: now.overloads,
        gaps_given_up: intake.givenUp,
        journal_lost_entries: intake.lostEntries.limit + intake.lostEntries.damaged,
        store_stray_frames: feeder.strayFrames,
        store_failures: feeder.failures,
        live_pages_dropped: hub.dropped,
        failed_calls: telling.failed,
      },
      errors: errors.list(),
    };
  }

  #each<Value>(of: (line: readonly number[]) => Value): Record<SystemLine, Value> {
    const entries = SYSTEM_LINES.map((line) => [line, of(this.#lines[line])]);
    return Object.fromEntries(entries) as Record<SystemLine, Value>;
  }
}

async function bytesOf(folder: string, names: readonly string[]): Promise<number> {
  const sizes = names.map(async (name) => (await stat(join(folder, name)).catch(() => ({ size: 0 }))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
