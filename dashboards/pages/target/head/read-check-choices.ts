import type { Caller } from '../../../api/call.ts';
import type { PollEntry } from '../../../api/polling.ts';
import type { MachineData } from '../machine-data.ts';
import type { CheckChoice } from './check-now.tsx';

interface AgentsAnswer {
  agents: { id: string }[];
}

/** By what a target can be asked now: the ways it is polled, then the probes that its own agent runs. */
export async function readCheckChoices(
  api: Caller,
  target: string,
  data: MachineData,
  mayReadAgents: boolean,
): Promise<CheckChoice[]> {
  const own = `targets/${encodeURIComponent(target)}`;
  const [{ polls }, { agents }] = await Promise.all([
    api.get<{ polls: PollEntry[] }>(`${own}/polls`),
    mayReadAgents ? api.get<AgentsAnswer>('agents', { target }) : { agents: [] },
  ]);
  const polled = polls.map(({ probe }) => ({ probe, path: `${own}/check` }));
  const [agent] = agents;
  if (!agent) return polled;
  const path = `agents/${encodeURIComponent(agent.id)}/check`;
  const run = data
    .of('probe.success')
    .map(({ labels }) => labels.probe ?? '')
    .filter((probe) => probe !== '' && !polled.some((each) => each.probe === probe));
  return [...polled, ...[...new Set(run)].map((probe) => ({ probe, path }))];
}
