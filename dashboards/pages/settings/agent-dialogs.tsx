import type { AgentEntry } from '../../api/shapes.ts';
import { ConfirmChange } from '../../ui/confirm-change.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Table } from '../../ui/table.tsx';
import { agentZone } from './agent-zone.ts';

/** Which frames of an agent have not come, and since when. */
export function Gaps({ agent, onClose }: { agent: AgentEntry; onClose(): void }) {
  const { words, formats } = useText();
  const text = words.settings.agents;
  return (
    <Dialog title={text.gapsTitle(agent.name)} wide onClose={onClose}>
      <p class="muted">{text.gapsHint}</p>
      <Table
        label={text.gapsTitle(agent.name)}
        rows={agent.gaps}
        keyOf={({ epoch, from }) => `${epoch} ${from}`}
        columns={[
          {
            title: text.gapColumns.range,
            cell: ({ from, to }) =>
              from === to ? formats.number(from) : `${formats.number(from)} – ${formats.number(to)}`,
          },
          {
            title: text.gapColumns.frames,
            kind: 'number',
            cell: ({ from, to }) => formats.number(to - from + 1),
          },
          {
            title: text.gapColumns.since,
            cell: ({ sinceMs }) =>
              sinceMs === null ? (
                <span class="muted">{text.gapUnknown}</span>
              ) : (
                <span title={formats.full(sinceMs)}>{formats.moment(sinceMs)}</span>
              ),
          },
        ]}
      />
    </Dialog>
  );
}

/** Gives an agent the devices and secrets of its zone, or takes them from it. */
export function Allow({ agent, onClose }: { agent: AgentEntry; onClose(): void }) {
  const { api } = useWard();
  const { words } = useText();
  const text = words.settings.agents;
  const waits = agentZone(agent) === 'waits';
  return (
    <ConfirmChange
      title={waits ? text.allowTitle(agent.name, agent.zone ?? '') : text.disallowTitle(agent.name)}
      hint={waits ? text.allowHint : text.disallowHint}
      action={waits ? text.allow : text.disallow}
      change={() =>
        api.send('PUT', `agents/${encodeURIComponent(agent.id)}/zone`, {
          allowed: waits ? agent.zone : null,
        })
      }
      done={waits ? text.allowDone(agent.name) : text.disallowDone(agent.name)}
      onClose={onClose}
    />
  );
}

/** Takes the key of an agent away. */
export function Withdraw({ agent, onClose }: { agent: AgentEntry; onClose(): void }) {
  const { api } = useWard();
  const { words } = useText();
  const text = words.settings.agents;
  return (
    <ConfirmChange
      title={text.withdrawTitle(agent.name)}
      hint={text.withdrawHint}
      action={text.withdraw}
      change={() => api.send('DELETE', `agents/${encodeURIComponent(agent.id)}/key`)}
      done={text.withdrawDone(agent.name)}
      onClose={onClose}
    />
  );
}
