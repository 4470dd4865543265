import type { ProbeOptions } from '#probes/probe.ts';
import type { Check, Checked } from '#protocol/session.ts';
import type { WantedProbe } from './assignment.ts';
import { runProbe } from './run-probe.ts';

export interface CheckOptions {
  /** The probe as it would run here, or why it may not. */
  find(probe: string): WantedProbe | string;
  /** Asks something elsewhere. Never rejects. */
  checkRemote(check: Check, remote: NonNullable<Check['remote']>): Promise<Checked>;
  probeOptions: ProbeOptions;
  wallMs(): number;
  monotonicMs(): number;
}

const MAX_AT_ONCE = 4;
/** Those that ask elsewhere wait most of their time. */
const MAX_REMOTE_AT_ONCE = 16;
const MAX_READINGS = 2_000;

/** Answers one-shot checks, each with a probe of its own, so that it never meets the scheduled one. */
export function createChecker(options: CheckOptions): (check: Check) => Promise<Checked> {
  let running = 0;
  let runningRemote = 0;
  return async (check) => {
    const { id, probe: name, timeoutMs, remote } = check;
    if (remote) return await checkElsewhere(check, remote);
    const found = options.find(name);
    if (typeof found === 'string') return failed(id, found);
    if (running >= MAX_AT_ONCE) return failed(id, tooMany(MAX_AT_ONCE));
    running++;
    const probe = found.type.create(found.config, options.probeOptions);
    const { run, settled } = runProbe(probe, { ...options, timeoutMs });
    void settled.then(() => {
      running--;
      probe.close().catch(() => {});
    });
    const { ok, durationMs, error, readings } = await run;
    return {
      type: 'checked',
      id,
      ok,
      durationMs,
      error,
      readings: readings.slice(0, MAX_READINGS).map(({ column, value }) => ({
        metric: column.metric,
        labels: { ...column.labels },
        value: Number.isFinite(value) ? value : null,
      })),
    };
  };

  async function checkElsewhere(check: Check, remote: NonNullable<Check['remote']>): Promise<Checked> {
    if (runningRemote >= MAX_REMOTE_AT_ONCE) return failed(check.id, tooMany(MAX_REMOTE_AT_ONCE));
    runningRemote++;
    try {
      return await options.checkRemote(check, remote);
    } finally {
      runningRemote--;
    }
  }
}

function tooMany(limit: number): string {
  return `${limit} checks are under way already; try again`;
}

function failed(id: string, error: string): Checked {
  return { type: 'checked', id, ok: false, durationMs: 0, error, readings: [] };
}
