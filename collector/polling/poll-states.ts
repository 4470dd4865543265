import type { KeptRecord, Records } from '#collector/inventory/records.ts';
import type { Targets } from '#collector/inventory/targets.ts';
import type { NewestValue } from '#collector/live/live-catalog.ts';
import { ASSIGNMENT_REPORT, AssignmentReport, ProbeReport } from '#protocol/agent-report.ts';
import { PROBE_STATES, type ProbeState } from '#protocol/probe-state.ts';
import type { Plan } from './assign.ts';
import { zoneOf } from './distribute.ts';
import type { Poll, Polls } from './polls.ts';
import { agentsOfZone, type NoAgentCode, whyNoAgent } from './zones.ts';

/** Metric by which an agent tells how asking went; label `probe`. */
export const PROBE_STATE = 'probe.state';

/** How one target is asked by one probe, and how that goes. */
export interface PollState {
  poll: Poll | undefined;
  probe: string;
  /** The agent that asks; null while there is none. */
  agent: string | null;
  /** Why nobody asks. */
  trouble: NoAgentCode | 'no_address' | 'credential_unreadable' | 'refused_by_agent' | null;
  state: ProbeState | null;
  stateAtMs: number | null;
  sentence: string;
  sinceMs: number | null;
}

export interface PollStatesOptions {
  targets: Targets;
  polls: Polls;
  records: Records;
  plan(): Plan;
  unreadable(): ReadonlySet<string>;
  /** The newest values of `probe.state` on these targets. */
  newest(targets: ReadonlySet<string>): NewestValue[];
  nowMs(): number;
}

/** A state that no poll stands behind is one of an agent's file, unless it is so old: then the poll was removed. */
const BY_FILE_MS = 2 * 3_600_000;

/** Reports on one target, at most; each probe has one. */
const REPORTS_PER_TARGET = 32;

/** What is known of the polls of these targets: as they are wanted, as agents tell, as agents refuse. */
export async function pollStates(
  options: PollStatesOptions,
  ids: readonly string[],
): Promise<Map<string, PollState[]>> {
  const { polls, records, newest } = options;
  const [wanted, reports] = await Promise.all([
    polls.of(ids),
    records.list([...ids], 'agent_report', undefined, ids.length * REPORTS_PER_TARGET),
  ]);
  const reportsOf = Map.groupBy(reports, ({ target }) => target);
  const newestOf = Map.groupBy(newest(new Set(ids)), ({ target }) => target);
  const refusals = await refusalsFor(options, ids);
  const found = new Map<string, PollState[]>();
  for (const id of ids) {
    const states = new Map<string, PollState>();
    for (const poll of wanted.get(id) ?? []) states.set(poll.probe, asked(options, id, poll));
    for (const { labels, timeMs, value } of newestOf.get(id) ?? []) {
      const probe = labels.probe ?? '';
      const state = states.get(probe) ?? { ...nothing(probe), poll: undefined };
      if (!state.poll && options.nowMs() - timeMs > BY_FILE_MS) continue;
      states.set(probe, state);
      state.state = PROBE_STATES[value] ?? null;
      state.stateAtMs = timeMs;
    }
    for (const state of states.values()) {
      explain(state, reportsOf.get(id) ?? []);
      const refusal = refusals.get(`${id} ${state.probe}`);
      if (refusal !== undefined && state.trouble === null)
        Object.assign(state, { trouble: 'refused_by_agent', sentence: refusal });
    }
    found.set(id, [...states.values()]);
  }
  return found;
}

function asked({ targets, plan, unreadable }: PollStatesOptions, id: string, poll: Poll): PollState {
  const state: PollState = { ...nothing(poll.probe), poll };
  const target = targets.get(id);
  if (!target || !poll.enabled) return state;
  state.agent = plan().owners.get(id) ?? null;
  if (target.address === '') {
    state.trouble = 'no_address';
    state.sentence = 'the target has no address';
  } else if (poll.credential !== null && unreadable().has(poll.credential)) {
    state.trouble = 'credential_unreadable';
    state.sentence = 'its credential was sealed with another key file: enter the secret anew';
  } else if (state.agent === null) {
    const agents = agentsOfZone(plan(), target.organisation, target.zone, ({ living }) => living);
    if (typeof agents === 'string')
      Object.assign(state, { trouble: agents, sentence: whyNoAgent(agents, zoneOf(target.zone)) });
  }
  return state;
}

function nothing(probe: string): Omit<PollState, 'poll'> {
  return { probe, agent: null, trouble: null, state: null, stateAtMs: null, sentence: '', sinceMs: null };
}

/** Adds why and since when, as the agent last said it. */
function explain(state: PollState, reports: readonly KeptRecord[]): void {
  const record = reports.find(({ key }) => key === state.probe);
  const report = ProbeReport.safeParse(record?.data);
  if (!record || !report.success) return;
  if (report.data.ok !== (state.state === 'ok' || state.state === null)) return;
  state.sinceMs = record.timeMs;
  if (state.sentence === '') state.sentence = report.data.error;
}

/** Sentences of agents that will not ask what they were told to, by target and probe. */
async function refusalsFor(
  { records, plan }: PollStatesOptions,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const owners = new Set(ids.map((id) => plan().owners.get(id)).filter((id) => id !== undefined));
  const known = plan().agents.filter(({ id }) => owners.has(id));
  if (known.length === 0) return found;
  const machines = known.map(({ target }) => target);
  const reports = await records.list(
    machines,
    'agent_report',
    undefined,
    machines.length * REPORTS_PER_TARGET,
  );
  for (const { key, data } of reports) {
    const report = AssignmentReport.safeParse(data);
    if (key !== ASSIGNMENT_REPORT || !report.success) continue;
    for (const { target, probe, why } of report.data.refused)
      if (target) found.set(`${target} ${probe}`, why);
  }
  return found;
}
