import { useState } from 'preact/hooks';
import { getAll } from '../../api/lists.ts';
import type { AgentEntry, AgentsAnswer } from '../../api/shapes.ts';
import { machineRoute } from '../../state/route.ts';
import { Button } from '../../ui/button.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Empty, Failed, Loading } from '../../ui/empty.tsx';
import { FilterField } from '../../ui/filter-field.tsx';
import { Table } from '../../ui/table.tsx';
import { StateTag } from '../../ui/tag.tsx';
import { useAsked } from '../../ui/use-asked.ts';
import { useLoad } from '../../ui/use-load.ts';
import { useRenewed } from '../../ui/use-renewed.ts';
import { Allow, Gaps, Withdraw } from './agent-dialogs.tsx';
import { agentZone, isOlder } from './agent-zone.ts';
import { EnrolSteps } from './enrol-steps.tsx';
import { EnrolTokens } from './enrol-tokens.tsx';
import { SectionHead } from './section-head.tsx';
import { Zones } from './zones.tsx';

const RENEW_MS = 10_000;
/** Skews below this are corrected without a word. */
const TOLERATED_SKEW_MS = 1_000;

/** How the agents are doing; whose key shall no longer open anything. */
export function Agents() {
  const { api, session } = useWard();
  const { words, formats } = useText();
  const text = words.settings.agents;
  const [filter, setFilter] = useState('');
  const [enrolling, setEnrolling] = useState(false);
  useAsked('add', () => setEnrolling(true));
  const [allowing, setAllowing] = useState<AgentEntry>();
  const [gapsOf, setGapsOf] = useState<AgentEntry>();
  const [withdrawing, setWithdrawing] = useState<AgentEntry>();
  const { value, error, reload } = useLoad(
    () => getAll(api, 'agents', (answer: AgentsAnswer) => answer.agents, { limit: 1_000 }),
    [],
  );
  const own =
    useLoad((signal) => api.get<{ version: string }>('version', {}, signal), []).value?.version ?? '';
  useRenewed(reload, RENEW_MS);

  const mayChange = session.can('agents.write');
  const wanted = filter.toLowerCase();
  const found = (value ?? []).filter(({ name, hostname }) =>
    `${name} ${hostname}`.toLowerCase().includes(wanted),
  );
  // What is to be updated is what somebody comes here for after an update of the collector.
  const isOld = ({ version, withdrawnAtMs }: AgentEntry) => withdrawnAtMs === null && isOlder(version, own);
  const rows = [...found.filter(isOld), ...found.filter((agent) => !isOld(agent))];
  return (
    <>
      <SectionHead title={words.settings.sections.agents} hint={text.hint}>
        {mayChange && (
          <Button look="primary" icon="plus" onClick={() => setEnrolling(true)}>
            {text.enrol}
          </Button>
        )}
      </SectionHead>
      {error !== undefined && !value && <Failed error={error} onRetry={reload} />}
      {!value && error === undefined && <Loading />}
      {value && value.length === 0 && <Empty title={text.none} hint={text.hint} />}
      {value && value.length > 0 && (
        <>
          <Zones />
          <FilterField label={words.overview.filter} value={filter} onInput={setFilter} />
          <Table
            label={words.settings.sections.agents}
            rows={rows}
            keyOf={({ id }) => id}
            columns={[
              { title: text.columns.state, cell: (agent) => <AgentState agent={agent} /> },
              {
                title: text.columns.name,
                cell: ({ target, name, hostname }) => (
                  <>
                    <a class="strong" href={machineRoute(target)}>
                      {name}
                    </a>
                    {hostname !== name && <span class="below muted">{hostname}</span>}
                  </>
                ),
              },
              { title: text.columns.zone, cell: (agent) => <Zone agent={agent} /> },
              {
                title: text.columns.version,
                minor: true,
                cell: (agent) => (
                  <>
                    {agent.version ?? '–'}
                    {isOld(agent) && <StateTag mark="warning" text={text.outdated} hint={text.older(own)} />}
                  </>
                ),
              },
              { title: text.columns.seen, kind: 'number', cell: (agent) => <Seen agent={agent} /> },
              {
                title: text.columns.skew,
                kind: 'number',
                minor: true,
                cell: ({ skewMs }) =>
                  skewMs === null ? (
                    '–'
                  ) : Math.abs(skewMs) < TOLERATED_SKEW_MS ? (
                    <span class="muted">{text.skewFine}</span>
                  ) : (
                    <span class="state-warning">{formats.value(skewMs, 'ms')}</span>
                  ),
              },
              {
                title: text.columns.gaps,
                kind: 'number',
                minor: true,
                cell: (agent) =>
                  agent.missingFrames === 0 ? (
                    <span class="muted">0</span>
                  ) : (
                    <button
                      type="button"
                      class="link"
                      aria-label={`${formats.number(agent.missingFrames)} · ${text.gapsTitle(agent.name)}`}
                      onClick={() => setGapsOf(agent)}
                    >
                      <span class="state-warning">{formats.number(agent.missingFrames)}</span>
                    </button>
                  ),
              },
              {
                title: words.shell.common.edit,
                kind: 'actions',
                cell: (agent) =>
                  mayChange &&
                  agent.withdrawnAtMs === null && (
                    <>
                      {agentZone(agent) !== 'none' && (
                        <Button look="quiet" onClick={() => setAllowing(agent)}>
                          {agentZone(agent) === 'waits' ? text.allow : text.disallow}
                        </Button>
                      )}
                      <Button look="quiet" onClick={() => setWithdrawing(agent)}>
                        {text.withdraw}
                      </Button>
                    </>
                  ),
              },
            ]}
          />
        </>
      )}
      {mayChange && <EnrolTokens key={String(enrolling)} />}
      {gapsOf && <Gaps agent={gapsOf} onClose={() => setGapsOf(undefined)} />}
      {allowing && (
        <Allow
          agent={allowing}
          onClose={() => {
            setAllowing(undefined);
            reload();
          }}
        />
      )}
      {enrolling && (
        <Dialog title={text.enrolTitle} wide onClose={() => setEnrolling(false)}>
          <EnrolSteps />
        </Dialog>
      )}
      {withdrawing && (
        <Withdraw
          agent={withdrawing}
          onClose={() => {
            setWithdrawing(undefined);
            reload();
          }}
        />
      )}
    </>
  );
}

function AgentState({ agent }: { agent: AgentEntry }) {
  const { words } = useText();
  const text = words.settings.agents;
  if (agent.withdrawnAtMs !== null) return <StateTag mark="none" text={text.withdrawn} />;
  if (agent.cloned) return <StateTag mark="warning" text={text.cloned} hint={text.clonedHint} />;
  return agent.connected ? (
    <StateTag mark="ok" text={text.connected} />
  ) : (
    <StateTag mark="stale" text={text.disconnected} />
  );
}

function Seen({ agent }: { agent: AgentEntry }) {
  const { clock } = useWard();
  const { words, formats } = useText();
  if (agent.lastFrameAtMs === null) return <span class="muted">{words.settings.agents.never}</span>;
  const age = formats.age(clock.nowMs.value - agent.lastFrameAtMs);
  return <span title={formats.full(agent.lastFrameAtMs)}>{words.shell.ago(age)}</span>;
}

/** Which zone it wants to ask in, and whether people let it. */
function Zone({ agent }: { agent: AgentEntry }) {
  const { words, formats } = useText();
  const text = words.settings.agents;
  const stands = agentZone(agent);
  if (stands === 'none') return <span class="muted">{text.noZone}</span>;
  return (
    <>
      {agent.zone}
      <span class="below">
        {stands === 'waits' ? (
          <StateTag mark="warning" text={text.zoneWaits} hint={text.zoneWaitsHint} />
        ) : (
          <span class="muted">{text.zoneAllowed(formats.number(agent.polledTargets))}</span>
        )}
      </span>
    </>
  );
}
