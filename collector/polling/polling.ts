import { hostname } from 'node:os';
import type { Audit } from '#collector/audit/audit.ts';
import type { Discoveries } from '#collector/discovery/discoveries.ts';
import { type Sweeps, sweepsThrough } from '#collector/discovery/sweeps.ts';
import type { AgentLines, PollingDesk } from '#collector/intake/polling-desk.ts';
import type { Agents } from '#collector/inventory/agents.ts';
import type { Assignments } from '#collector/inventory/assignments.ts';
import type { Targets } from '#collector/inventory/targets.ts';
import type { Sql } from '#collector/ledger/sql.ts';
import type { Senders } from '#collector/people/senders.ts';
import { type Asking, askingThrough } from './ask.ts';
import { Assigner, type Plan } from './assign.ts';
import { claimsOf } from './claims.ts';
import type { Credentials } from './credentials.ts';
import type { Polls } from './polls.ts';
import { standIns } from './stand-ins.ts';
import { type ZoneView, zonesOf } from './zones.ts';

export interface PollingOptions {
  registry: {
    sql: Sql;
    targets: Targets;
    senders: Senders;
    agents: Agents;
    assignments: Assignments;
    credentials: Credentials;
    polls: Polls;
    discoveries: Discoveries;
    audit: Audit;
  };
  lines: AgentLines;
  targetsPerOrganisation: number;
  nowMs(): number;
  onFault(what: string, error: Error): void;
  gatherMs?: number;
  absentMs?: number;
}

/** Everything between the collector and the agents that ask other things. */
export interface Polling {
  desk: PollingDesk;
  /** The connection of an agent has ended. */
  left(agent: string): void;
  plan(): Plan;
  /** Credentials that cannot be opened: they were sealed with another key file. */
  unreadable(): ReadonlySet<string>;
  zones(): ZoneView[];
  asking: Asking;
  sweeps: Sweeps;
  /** Settings of an agent's own probes have changed; false when it gets them when it comes. */
  handDown(agent: string): Promise<boolean>;
  close(): Promise<void>;
}

/** Opens polling over a ledger: whoever was connected before a restart has a moment to come back. */
export async function openPolling(options: PollingOptions): Promise<Polling> {
  const { registry, lines, onFault } = options;
  const { targets, credentials, discoveries } = registry;
  await discoveries.interruptAll();
  const assigner = new Assigner({
    ...options,
    ...registry,
    isConnected: (agent) => lines.isConnected(agent),
    say: (agent, message) => lines.say(agent, message),
  });
  registry.senders.onChange(() => assigner.changed());
  const speakers = standIns({ hostname: hostname(), say: (agent, message) => lines.say(agent, message) });
  let isClosed = false;
  const plan = () => assigner.plan;
  const sweeps = sweepsThrough({ discoveries, credentials, lines, plan, onFault });
  return {
    desk: {
      async arrived(identity, hello) {
        speakers.arrived(identity, hello);
        await assigner.arrived(identity, hello);
      },
      claim: claimsOf({ ...options, ...registry }),
      discovered: sweeps.discovered,
    },
    left(agent) {
      if (isClosed) return;
      speakers.left(agent);
      assigner.left(agent);
      sweeps.left(agent);
    },
    plan,
    unreadable: () => assigner.unreadable,
    zones: () => zonesOf(plan(), targets),
    asking: askingThrough({ lines, credentials, plan }),
    sweeps,
    handDown: (agent) => assigner.handDown(agent),
    close() {
      isClosed = true;
      return assigner.close();
    },
  };
}
