import type { Machine } from '../../../state/machine.ts';
import { routeTo } from '../../../state/route.ts';
import { useText, useWard } from '../../../ui/context.ts';
import { Tag } from '../../../ui/tag.tsx';
import { useLoad } from '../../../ui/use-load.ts';
import { useFirst } from '../first-answers.ts';
import type { MachineData } from '../machine-data.ts';

/** Where a target belongs: its organisation, the systems that need it, where it stands, and the agent on it. */
export function HeadFacts({ machine, data }: { machine: Machine; data: MachineData }) {
  const { fleet, session } = useWard();
  const { words } = useText();
  const text = words.target.head;
  const { target } = machine;
  const current = session.current.value;
  const organisations = current.state === 'in' ? current.session.organisations : [];
  const organisation = organisations.find(({ id }) => id === target.organisation)?.name;
  const systems = fleet.systems.value.filter((system) => system.targets.includes(target.id));
  const unit = target.rackUnit ? text.unit(String(target.rackUnit)) : '';
  const place = [target.room, target.rack, unit].filter(Boolean).join(' · ');
  const hasAgent = data.of('agent.uptime_seconds').length > 0;
  return (
    <p class="machine-belongs">
      {organisation && <Tag>{organisation}</Tag>}
      {systems.map((system) => (
        <Tag key={system.id} tone="accent">
          {system.name}
        </Tag>
      ))}
      {place && target.room && (
        <a
          href={routeTo(`rooms/${encodeURIComponent(target.room)}`, {
            organisation: target.organisation,
            rack: target.rack,
          })}
          aria-label={`${text.place}: ${place}`}
        >
          {place}
        </a>
      )}
      {hasAgent && <AgentVersion target={target.id} />}
    </p>
  );
}

interface AgentsAnswer {
  agents: { target: string; version: string | null }[];
}

/** What the agent calls itself, as far as whoever looks may know of agents. */
function AgentVersion({ target }: { target: string }) {
  const { api, session } = useWard();
  const { words } = useText();
  const mayRead = session.can('agents.read');
  const first = useFirst(({ agentVersion }) => agentVersion ?? '');
  const { value } = useLoad(
    async (signal) => {
      if (!mayRead) return '';
      return first(async () => {
        const { agents } = await api.get<AgentsAnswer>('agents', { target }, signal);
        return agents.find((agent) => agent.target === target)?.version ?? '';
      });
    },
    [target, mayRead],
  );
  return value ? <span class="muted">{words.target.head.agent(value)}</span> : null;
}
