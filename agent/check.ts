import type { ProbeOptions } from '#probes/probe.ts';
import type { Check, Checked } from '#protocol/session.ts';
import type { WantedProbe } from './assignment.ts';
import { runProbe } from './run-probe.ts';

export interface CheckOptions {
  /** The probe as it would run here, or why it may not. */
  find(probe: string): WantedProbe | string;
  probeOptions: ProbeOptions;
  wallMs(): number;
  monotonicMs(): number;
}

const MAX_AT_ONCE = 4;
const MAX_READINGS = 2_000;

/** Answers one-shot checks, each with a probe of its own, so that it never meets the scheduled one. */
export function createChecker(options: CheckOptions): (check: Check) => Promise<Checked> {
  let running = 0;
  return async ({ id, probe: name, timeoutMs }) => {
    const found = options.find(name);
    if (typeof found === 'string') return failed(id, found);
    if (running >= MAX_AT_ONCE) return failed(id, `${MAX_AT_ONCE} checks are under way already; try again`);
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
}

function failed(id: string, error: string): Checked {
  return { type: 'checked', id, ok: false, durationMs: 0, error, readings: [] };
}
