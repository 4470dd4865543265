import { useState } from 'preact/hooks';
import type { Rule } from '#protocol/rule.ts';
import { getAll } from '../../../api/lists.ts';
import { Button } from '../../../ui/button.tsx';
import { ConfirmChange } from '../../../ui/confirm-change.tsx';
import { useText, useWard } from '../../../ui/context.ts';
import { Failed, Loading } from '../../../ui/empty.tsx';
import { Table } from '../../../ui/table.tsx';
import { useLoad } from '../../../ui/use-load.ts';
import { unitOf } from '../../../words/unit.ts';
import { type ThresholdEntry, type ThresholdsAnswer, thresholdPath } from './threshold-api.ts';
import { ThresholdDialog } from './threshold-dialog.tsx';
import { limitUnit } from './threshold-draft.ts';
import { usePlaceText } from './threshold-place.tsx';
import { thresholdText } from './threshold-text.ts';

const ORDER = ['organisation', 'group', 'target', 'series'];

/** Where the thresholds of a rule are other ones, by level. */
export function RuleThresholds({ rule }: { rule: Rule }) {
  const { api, session } = useWard();
  const { words, formats } = useText();
  const text = words.thresholds;
  const [editing, setEditing] = useState<ThresholdEntry | 'new'>();
  const [removing, setRemoving] = useState<ThresholdEntry>();
  const placeText = usePlaceText();
  const { value, error, reload } = useLoad(
    () => getAll(api, 'thresholds', (answer: ThresholdsAnswer) => answer.thresholds, { rule: rule.id }),
    [rule.id],
  );
  const mayChange = session.can('rules.write');
  const unit = limitUnit(rule, unitOf(rule.watch.metric));
  const rows = [...(value ?? [])].sort(
    (one, other) => ORDER.indexOf(one.threshold.level) - ORDER.indexOf(other.threshold.level),
  );
  return (
    <section class="panel card" aria-label={text.title}>
      <div class="card-head">
        <h2>{text.title}</h2>
        {mayChange && (
          <Button icon="plus" onClick={() => setEditing('new')}>
            {text.add}
          </Button>
        )}
      </div>
      <p class="card-body muted">{text.hint}</p>
      {error !== undefined && !value && <Failed error={error} onRetry={reload} />}
      {!value && error === undefined && <Loading />}
      {value && rows.length === 0 && <p class="card-note">{text.none}</p>}
      {rows.length > 0 && (
        <Table
          label={text.title}
          rows={rows}
          keyOf={({ threshold }) => thresholdPath(threshold)}
          columns={[
            { title: text.columns.where, wide: true, cell: ({ threshold }) => placeText(threshold) },
            {
              title: text.columns.says,
              cell: ({ threshold }) => <b>{thresholdText(threshold.values, unit, words, formats)}</b>,
            },
            { title: text.columns.reason, minor: true, cell: ({ threshold }) => threshold.reason },
            {
              title: text.columns.by,
              minor: true,
              cell: ({ changedBy, changedAtMs }) => `${changedBy} · ${formats.moment(changedAtMs)}`,
            },
            {
              title: words.shell.common.edit,
              kind: 'actions',
              cell: (entry) =>
                mayChange && (
                  <>
                    <Button
                      look="quiet"
                      label={`${words.shell.common.edit}: ${placeText(entry.threshold)}`}
                      onClick={() => setEditing(entry)}
                    >
                      {words.shell.common.edit}
                    </Button>
                    <Button
                      look="quiet"
                      label={`${words.shell.common.remove}: ${placeText(entry.threshold)}`}
                      onClick={() => setRemoving(entry)}
                    >
                      {words.shell.common.remove}
                    </Button>
                  </>
                ),
            },
          ]}
        />
      )}
      {editing && (
        <ThresholdDialog
          rule={rule}
          before={editing === 'new' ? undefined : editing.threshold}
          onClose={() => setEditing(undefined)}
          onSaved={() => {
            setEditing(undefined);
            reload();
          }}
        />
      )}
      {removing && (
        <RemoveThreshold
          entry={removing}
          onClose={() => {
            setRemoving(undefined);
            reload();
          }}
        />
      )}
    </section>
  );
}

function RemoveThreshold({ entry, onClose }: { entry: ThresholdEntry; onClose(): void }) {
  const { api } = useWard();
  const { words } = useText();
  const text = words.thresholds;
  return (
    <ConfirmChange
      title={text.removeTitle}
      hint={text.removeHint}
      action={words.shell.common.remove}
      change={() => api.send('DELETE', thresholdPath(entry.threshold))}
      done={text.removed}
      onClose={onClose}
    />
  );
}
