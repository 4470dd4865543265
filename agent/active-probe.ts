import type { Probe } from '#probes/probe.ts';
import type { Collection } from './collect-together.ts';
import type { NewItem } from './outbox/outbox.ts';
import { createProbeItems, type ProbeItemsOptions } from './probe-items.ts';
import { type ProbeRun, runProbe } from './run-probe.ts';
import type { Job } from './schedule/scheduler.ts';

/** A probe in service: something to schedule, to collect from and to close. */
export interface ActiveProbe extends Job, Collection<NewItem> {
  /** Its settings as one text, to see whether others are wanted now. */
  text: string;
  /** Closes the probe when its run under way has ended. */
  retire(): void;
}

export interface ActiveProbeOptions extends Omit<ProbeItemsOptions, 'probe' | 'intervalMs'> {
  name: string;
  text: string;
  periodMs: number;
  timeoutMs: number;
  probe: Probe;
  wallMs(): number;
  monotonicMs(): number;
}

export function createActiveProbe(options: ActiveProbeOptions): ActiveProbe {
  const { name, text, periodMs, probe } = options;
  const made = createProbeItems({ ...options, probe: name, intervalMs: periodMs });
  let isBusy = false;
  let isRetired = false;
  return {
    name,
    text,
    periodMs,
    isBusy: () => isBusy,
    async collect() {
      isBusy = true;
      const { run, settled } = runProbe(probe, options);
      void settled.then(() => {
        isBusy = false;
        if (isRetired) close();
      });
      const result = await run;
      return isRetired ? [] : itemsOf(result);
    },
    retire() {
      if (isRetired) return;
      isRetired = true;
      if (!isBusy) close();
    },
  };

  /** A probe that brings what cannot be put into words is a failed one, and costs nobody else a thing. */
  function itemsOf(result: ProbeRun): NewItem[] {
    try {
      return made.items(result);
    } catch (error) {
      options.onReport({ probe: name, ok: false, error: String(error), skipped: [] });
      return [];
    }
  }

  function close(): void {
    // What a probe cannot give back any more is no reason to stop.
    probe.close().catch(() => {});
  }
}
