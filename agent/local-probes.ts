import type { Probe, ProbeOptions, ProbeType } from '#probes/probe.ts';
import type { ProbeReport } from '#protocol/agent-report.ts';
import { type ActiveProbe, createActiveProbe } from './active-probe.ts';
import { type Plan, planProbes, readProbe, type WantedProbe } from './assignment.ts';
import { collectTogether } from './collect-together.ts';
import type { AgentConfig, WrittenProbes } from './config/config.ts';
import type { Log } from './log.ts';
import type { NewItem } from './outbox/outbox.ts';
import { periodOf } from './schedule/plan.ts';
import { createScheduler, type ScheduleFigures } from './schedule/scheduler.ts';

/** The probes of the machine on which the agent runs, and the agent's probe of itself. */
export interface LocalProbes {
  /** Takes probes in and out of service until they are what file and assignment say together; returns what is not done. */
  use(assigned: WrittenProbes): Plan['refused'];
  /** The machine is known under another target now: all begin anew. */
  restart(): void;
  /** A probe as it runs or would run here, or why it may not. */
  find(name: string): WantedProbe | string;
  figures(): ScheduleFigures;
  stop(): void;
}

export interface LocalProbesOptions {
  config: AgentConfig;
  types: readonly ProbeType[];
  probeOptions: ProbeOptions;
  /** The target that stands for this machine. */
  target(): string;
  /** The agent's probe of itself. */
  createOwn(): Probe;
  announce(id: string, canonical: Uint8Array): boolean;
  keep(items: readonly NewItem[]): void;
  log: Log;
  random(): number;
  wallMs(): number;
  monotonicMs(): number;
}

export function createLocalProbes(options: LocalProbesOptions): LocalProbes {
  const { config, log, wallMs, monotonicMs } = options;
  const types = options.types.filter(({ reach }) => reach !== 'out');
  let assigned: WrittenProbes = {};
  let active: ActiveProbe[] = [];
  let lastWallOffsetMs = wallMs() - monotonicMs();
  const scheduler = createScheduler<ActiveProbe>({
    baseMs: monotonicMs() - Math.floor(options.random() * config.interval),
    monotonicMs,
    run: (due) => {
      noticeClockJump();
      void collectTogether(due, options.keep);
    },
  });

  return {
    use(nextAssigned) {
      assigned = nextAssigned;
      return apply();
    },
    restart() {
      retireAll();
      apply();
    },
    find,
    figures: () => scheduler.takeFigures(),
    stop() {
      scheduler.stop();
      retireAll();
    },
  };

  function apply(): Plan['refused'] {
    const plan = planOf(types);
    const staying = new Map(active.map((probe) => [probe.name, probe]));
    active = [...plan.wanted.flatMap(keepOrCreate), staying.get('agent') ?? createOwn()];
    for (const probe of staying.values()) if (!active.includes(probe)) probe.retire();
    scheduler.setJobs(active);
    log.info('measuring', {
      probes: plan.wanted.map(({ type }) => type.name),
      notOnThisPlatform: plan.elsewhere.length > 0 ? plan.elsewhere : undefined,
      everyMs: config.interval,
    });
    return plan.refused;

    function keepOrCreate(wanted: WantedProbe): ActiveProbe[] {
      const { name } = wanted.type;
      const before = staying.get(name);
      if (before?.text === wanted.text) return [before];
      try {
        return [createWanted(wanted)];
      } catch (error) {
        plan.refused.push({ probe: name, why: String(error).slice(0, 500) });
        log.error('a probe cannot be made', { probe: name, why: String(error) });
        return [];
      }
    }
  }

  function planOf(among: readonly ProbeType[]): Plan {
    const bounds = config.bounds.probes;
    return planProbes({ types: among, written: config.probes, assigned, bounds, platform: process.platform });
  }

  function createWanted({ type, config: settings, text }: WantedProbe): ActiveProbe {
    return createActiveProbe({
      ...common(),
      name: type.name,
      text,
      periodMs: periodOf(type.every, config.interval),
      timeoutMs: type.timeoutMs,
      probe: type.create(settings, options.probeOptions),
    });
  }

  function createOwn(): ActiveProbe {
    const probe = options.createOwn();
    return createActiveProbe({
      ...common(),
      name: 'agent',
      text: '',
      periodMs: config.interval,
      timeoutMs: 5_000,
      probe,
    });
  }

  function common() {
    return {
      target: options.target(),
      wallMs,
      monotonicMs,
      announce: options.announce,
      onReport({ probe, ok, error, skipped }: ProbeReport) {
        const data = { probe, error: error || undefined, skipped: skipped.length > 0 ? skipped : undefined };
        if (ok) log.info('a probe works', data);
        else log.warn('a probe fails', data);
      },
    };
  }

  function find(name: string): WantedProbe | string {
    const type = types.find((each) => each.name === name);
    if (type === undefined) return `this agent has no probe "${name}"`;
    if (!type.platforms.includes(process.platform)) return `"${name}" does not work on ${process.platform}`;
    const inService = planOf([type]).wanted[0];
    if (inService) return inService;
    if (!config.bounds.probes.includes(name)) return `"${name}" is beyond the bounds in the agent's own file`;
    const { wanted, why } = readProbe(type, undefined);
    return wanted ?? `"${name}" needs settings: ${why ?? 'it has none here'}`;
  }

  function retireAll(): void {
    for (const probe of active) probe.retire();
    active = [];
  }

  function noticeClockJump(): void {
    const offsetMs = wallMs() - monotonicMs();
    const jumpMs = offsetMs - lastWallOffsetMs;
    lastWallOffsetMs = offsetMs;
    if (Math.abs(jumpMs) > 2_000) log.warn('the clock of this machine was set', { byMs: Math.round(jumpMs) });
  }
}
