import './keys.css';
import { useState } from 'preact/hooks';
import { getAll } from '../../../api/lists.ts';
import type { Paged } from '../../../api/shapes.ts';
import { Button } from '../../../ui/button.tsx';
import { ConfirmChange } from '../../../ui/confirm-change.tsx';
import { useText, useWard } from '../../../ui/context.ts';
import { Empty, Failed, Loading } from '../../../ui/empty.tsx';
import { CheckField } from '../../../ui/field.tsx';
import { FilterField } from '../../../ui/filter-field.tsx';
import { Table } from '../../../ui/table.tsx';
import { StateTag } from '../../../ui/tag.tsx';
import { useAsked } from '../../../ui/use-asked.ts';
import { useLoad } from '../../../ui/use-load.ts';
import { SectionHead } from '../section-head.tsx';
import { MakeKey } from './make-key.tsx';

interface KeyEntry {
  id: string;
  organisation: string;
  name: string;
  createdBy: string;
  createdAtMs: number;
  withdrawnAtMs: number | null;
}

/** Keys with which other programs push what they measure. */
export function PushKeys() {
  const { api, session } = useWard();
  const { words, formats } = useText();
  const text = words.settings.keys;
  const [filter, setFilter] = useState('');
  const [showsAll, setShowsAll] = useState(false);
  const [making, setMaking] = useState(false);
  const [withdrawing, setWithdrawing] = useState<KeyEntry>();
  useAsked('add', () => setMaking(true));
  const { value, error, reload } = useLoad(
    () => getAll(api, 'keys', (answer: Paged & { keys: KeyEntry[] }) => answer.keys),
    [],
  );
  const current = session.current.value;
  const organisations = current.state === 'in' ? current.session.organisations : [];
  const rows = (value ?? [])
    .filter(({ name, withdrawnAtMs }) => {
      const isShown = showsAll || withdrawnAtMs === null;
      return isShown && name.toLowerCase().includes(filter.toLowerCase());
    })
    .sort((one, other) => other.createdAtMs - one.createdAtMs);
  return (
    <>
      <SectionHead title={words.settings.sections.keys} hint={text.hint}>
        <Button look="primary" icon="plus" onClick={() => setMaking(true)}>
          {text.add}
        </Button>
      </SectionHead>
      {error !== undefined && !value && <Failed error={error} onRetry={reload} />}
      {!value && error === undefined && <Loading />}
      {value && value.length === 0 && <Empty title={text.none} hint={text.noneHint} />}
      {value && value.length > 0 && (
        <>
          <FilterField label={text.filter} value={filter} onInput={setFilter} />
          <CheckField label={text.showWithdrawn} value={showsAll} onChange={setShowsAll} />
          <Table
            label={words.settings.sections.keys}
            rows={rows}
            keyOf={({ id }) => id}
            columns={[
              { title: text.columns.name, cell: ({ name }) => <span class="strong where-cell">{name}</span> },
              {
                title: text.columns.organisation,
                cell: ({ organisation }) =>
                  organisations.find(({ id }) => id === organisation)?.name ?? organisation,
              },
              {
                title: text.columns.made,
                minor: true,
                cell: ({ createdBy, createdAtMs }) => text.by(createdBy, formats.moment(createdAtMs)),
              },
              {
                title: text.columns.state,
                cell: ({ withdrawnAtMs }) =>
                  withdrawnAtMs === null ? (
                    <StateTag mark="ok" text={text.valid} />
                  ) : (
                    <StateTag mark="none" text={text.withdrawn(formats.moment(withdrawnAtMs))} />
                  ),
              },
              {
                title: text.withdraw,
                kind: 'actions',
                cell: (key) =>
                  key.withdrawnAtMs === null && (
                    <Button
                      look="quiet"
                      label={`${text.withdraw}: ${key.name}`}
                      onClick={() => setWithdrawing(key)}
                    >
                      {text.withdraw}
                    </Button>
                  ),
              },
            ]}
          />
        </>
      )}
      {making && (
        <MakeKey
          onMade={reload}
          onClose={() => {
            setMaking(false);
            reload();
          }}
        />
      )}
      {withdrawing && (
        <Withdraw
          entry={withdrawing}
          onClose={() => {
            setWithdrawing(undefined);
            reload();
          }}
        />
      )}
    </>
  );
}

function Withdraw({ entry, onClose }: { entry: KeyEntry; onClose(): void }) {
  const { api } = useWard();
  const { words } = useText();
  const text = words.settings.keys;
  return (
    <ConfirmChange
      title={text.withdrawTitle(entry.name)}
      hint={text.withdrawHint}
      action={text.withdraw}
      change={() => api.send('DELETE', `keys/${encodeURIComponent(entry.id)}`)}
      done={text.withdrawDone(entry.name)}
      onClose={onClose}
    />
  );
}
