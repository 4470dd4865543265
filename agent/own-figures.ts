import type { Probe, Reading } from '#probes/probe.ts';
import type { Column } from '#protocol/schema.ts';
import {
  agentMetrics,
  pollingMetrics,
  relayMetrics,
  syslogReceiverMetrics,
  trapReceiverMetrics,
} from './metrics.ts';
import type { PollingFigures } from './polling/polling.ts';
import type { RelayFigures } from './relay/relay.ts';
import type { SyslogFigures } from './syslog/syslog.ts';
import type { TrapsFigures } from './traps/traps.ts';

/** Everything that the agent's own probe asks the parts of the agent for. */
export interface OwnFigures {
  outbox(): { bytes: number; waitingItems: number; lostItems: number; writable: boolean };
  sender(): { sentItems: number; refusedItems: number };
  uplink(): { reconnects: number };
  schedule(): { latestMs: number; skippedRuns: number };
  /** Of an agent that asks targets. */
  polling?(): PollingFigures;
  /** Of an agent that receives traps. */
  traps?(): TrapsFigures;
  /** Of an agent that receives messages by syslog. */
  syslog?(): SyslogFigures;
  /** Of an agent that passes others on. */
  relay?(): RelayFigures;
}

/** The probe `agent`: what the watching costs, and whether it works. */
export function createOwnProbe(figures: OwnFigures): Probe {
  const metrics = [
    ...agentMetrics,
    ...(figures.polling ? pollingMetrics : []),
    ...(figures.traps ? trapReceiverMetrics : []),
    ...(figures.syslog ? syslogReceiverMetrics : []),
    ...(figures.relay ? relayMetrics : []),
  ];
  const columns = metrics.map(({ name, kind, unit }): Column => ({ metric: name, labels: {}, kind, unit }));
  return {
    async collect() {
      const outbox = figures.outbox();
      const sender = figures.sender();
      const schedule = figures.schedule();
      const { user, system } = process.cpuUsage();
      const values = [
        outbox.bytes,
        outbox.waitingItems,
        outbox.writable ? 1 : 0,
        sender.sentItems,
        outbox.lostItems,
        sender.refusedItems,
        figures.uplink().reconnects,
        schedule.latestMs / 1_000,
        schedule.skippedRuns,
        process.memoryUsage.rss(),
        (user + system) / 1e6,
        Math.round(process.uptime()),
        ...(figures.polling ? pollingValues(figures.polling()) : []),
        ...(figures.traps ? trapValues(figures.traps()) : []),
        ...(figures.syslog ? syslogValues(figures.syslog()) : []),
        ...(figures.relay ? relayValues(figures.relay()) : []),
      ];
      return {
        readings: columns.map((column, index): Reading => ({ column, value: values[index] as number })),
      };
    },
    async close() {},
  };
}

/** In the order of `pollingMetrics`. */
function pollingValues(polling: PollingFigures): number[] {
  const { targets, polls, underWay, paused, latestMs, p99Ms, skippedRuns } = polling;
  return [targets, polls, underWay, paused, latestMs / 1_000, p99Ms / 1_000, skippedRuns];
}

/** In the order of `trapReceiverMetrics`. */
function trapValues({ received, excess, refused, strangers }: TrapsFigures): number[] {
  return [received, excess, refused, strangers];
}

/** In the order of `syslogReceiverMetrics`. */
function syslogValues({ received, excess, refused, strangers }: SyslogFigures): number[] {
  return [received, excess, refused, strangers];
}

/** In the order of `relayMetrics`. */
function relayValues({ agents, items, bytes, dropped }: RelayFigures): number[] {
  return [agents, items, bytes, dropped];
}
