import type { ZoneEntry, ZonesAnswer } from '../../api/polling.ts';
import { machineRoute } from '../../state/route.ts';
import { useText, useWard } from '../../ui/context.ts';
import { Table } from '../../ui/table.tsx';
import { StateTag } from '../../ui/tag.tsx';
import { useLoad } from '../../ui/use-load.ts';
import { useRenewed } from '../../ui/use-renewed.ts';
import { zoneLack } from './agent-zone.ts';

const RENEW_MS = 10_000;

/** The network zones with who asks in them, and devices that nobody asks. */
export function Zones() {
  const { api } = useWard();
  const { words, formats } = useText();
  const text = words.settings.agents;
  const { value, reload } = useLoad(
    async (signal) => (await api.get<ZonesAnswer>('zones', {}, signal)).zones,
    [],
  );
  useRenewed(reload, RENEW_MS);
  if (!value || value.length === 0) return null;
  return (
    <section class="panel card" aria-label={text.zones}>
      <h2>{text.zones}</h2>
      <Table
        label={text.zones}
        rows={value}
        keyOf={({ organisation, zone }) => `${organisation} ${zone}`}
        columns={[
          { title: text.zoneColumns.zone, cell: ({ zone }) => <span class="strong">{zone}</span> },
          {
            title: text.zoneColumns.agents,
            minor: true,
            cell: ({ agents }) =>
              agents.map(({ id, target, name }, at) => (
                <span key={id}>
                  {at > 0 && ', '}
                  <a href={machineRoute(target)}>{name}</a>
                </span>
              )),
          },
          { title: text.zoneColumns.state, cell: (zone) => <ZoneState zone={zone} /> },
          {
            title: text.zoneColumns.targets,
            kind: 'number',
            cell: ({ targets }) => formats.number(targets),
          },
        ]}
      />
    </section>
  );
}

function ZoneState({ zone }: { zone: ZoneEntry }) {
  const { words, formats } = useText();
  const text = words.settings.agents;
  if (zone.targets === 0) return <StateTag mark="none" text={text.zoneEmpty} />;
  if (zone.unasked === 0) return <StateTag mark="ok" text={text.zoneFine} />;
  const lack = zoneLack(zone);
  return (
    <>
      <StateTag mark="warning" text={text.unasked(formats.number(zone.unasked))} />
      {lack && <span class="below muted">{text.zoneLacks[lack]}</span>}
    </>
  );
}
