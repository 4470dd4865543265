import '../rules/rules.css';
import { useState } from 'preact/hooks';
import { ApiError } from '../../../api/call.ts';
import type { GroupsAnswer } from '../../../api/contacts.ts';
import { getAll } from '../../../api/lists.ts';
import { routeTo } from '../../../state/route.ts';
import { Button } from '../../../ui/button.tsx';
import { useText, useWard } from '../../../ui/context.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { Empty, Failed, Loading } from '../../../ui/empty.tsx';
import { FilterField } from '../../../ui/filter-field.tsx';
import { Table } from '../../../ui/table.tsx';
import { Tag } from '../../../ui/tag.tsx';
import { useAsked } from '../../../ui/use-asked.ts';
import { useLoad } from '../../../ui/use-load.ts';
import { errorText } from '../../../words/error-text.ts';
import { useOrganisations } from '../organisation-field.tsx';
import { SectionHead } from '../section-head.tsx';
import { GroupDialog } from './group-dialog.tsx';
import { selectionText } from './group-draft.ts';

type GroupEntry = GroupsAnswer['groups'][number];

/** Groups of targets: what rules, thresholds, silences and routes name instead of many targets. */
export function Groups() {
  const { api, session } = useWard();
  const { words, formats } = useText();
  const text = words.groups;
  const [editing, setEditing] = useState<GroupEntry | 'new' | 'system'>();
  useAsked('add', (what) => setEditing(what === 'system' ? 'system' : 'new'));
  const [removing, setRemoving] = useState<GroupEntry>();
  const { value, error, reload } = useLoad(
    () => getAll(api, 'groups', (answer: GroupsAnswer) => answer.groups),
    [],
  );
  const [filter, setFilter] = useState('');
  const wanted = filter.toLowerCase();
  const rows = (value ?? []).filter(({ group }) =>
    `${group.name} ${group.id}`.toLowerCase().includes(wanted),
  );
  const mayChange = session.can('rules.write');
  const { isOwn } = useOrganisations();
  const own = session.current.value;
  const organisations = own.state === 'in' ? own.session.organisations : [];
  const add = mayChange && (
    <span class="head-actions">
      {value?.length !== 0 && <Button onClick={() => setEditing('system')}>{text.addSystem}</Button>}
      <Button look="primary" icon="plus" onClick={() => setEditing('new')}>
        {text.add}
      </Button>
    </span>
  );
  return (
    <>
      <SectionHead title={words.settings.sections.groups} hint={text.hint}>
        {add}
      </SectionHead>
      {error !== undefined && !value && <Failed error={error} onRetry={reload} />}
      {!value && error === undefined && <Loading />}
      {value && value.length === 0 && (
        <Empty title={text.none} hint={text.noneHint}>
          {mayChange && (
            <Button look="primary" icon="plus" onClick={() => setEditing('system')}>
              {text.addSystem}
            </Button>
          )}
        </Empty>
      )}
      {value && value.length > 0 && <FilterField label={text.filter} value={filter} onInput={setFilter} />}
      {value && value.length > 0 && (
        <Table
          label={words.settings.sections.groups}
          rows={rows}
          keyOf={({ group }) => group.id}
          columns={[
            {
              title: text.columns.name,
              cell: ({ group }) => (
                <>
                  <strong class="strong">{group.name}</strong>
                  <span class="below muted">{group.id}</span>
                  {group.isSystem && <Tag tone="accent">{words.overview.system}</Tag>}
                </>
              ),
            },
            {
              title: text.columns.count,
              kind: 'number',
              cell: ({ count }) => formats.number(count),
            },
            {
              title: text.columns.select,
              wide: true,
              cell: ({ group }) => selectionText(group.select, words, formats),
            },
            ...(organisations.length > 1
              ? [
                  {
                    title: text.columns.organisation,
                    minor: true,
                    cell: ({ group }: GroupEntry) =>
                      organisations.find(({ id }) => id === group.organisation)?.name ?? group.organisation,
                  },
                ]
              : []),
            {
              title: words.shell.common.edit,
              kind: 'actions',
              cell: (entry) =>
                mayChange &&
                isOwn(entry.group.organisation) && (
                  <>
                    <Button
                      look="quiet"
                      label={`${words.shell.common.edit}: ${entry.group.name}`}
                      onClick={() => setEditing(entry)}
                    >
                      {words.shell.common.edit}
                    </Button>
                    <Button
                      look="quiet"
                      label={`${words.shell.common.remove}: ${entry.group.name}`}
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
        <GroupDialog
          before={typeof editing === 'string' ? undefined : editing.group}
          asSystem={editing === 'system'}
          taken={(value ?? []).map(({ group }) => group.id)}
          onClose={() => setEditing(undefined)}
          onSaved={() => {
            setEditing(undefined);
            reload();
          }}
        />
      )}
      {removing && (
        <RemoveGroup
          entry={removing}
          onClose={() => {
            setRemoving(undefined);
            reload();
          }}
        />
      )}
    </>
  );
}

interface Uses {
  count: number;
  uses: { kind: string; id: string }[];
}

/** Removes a group that nothing names; otherwise says who names it. */
function RemoveGroup({ entry: { group }, onClose }: { entry: GroupEntry; onClose(): void }) {
  const { api, rules, toasts } = useWard();
  const { words, formats } = useText();
  const text = words.groups;
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const uses =
    problem instanceof ApiError && problem.code === 'group_in_use'
      ? (problem.details as unknown as Uses)
      : undefined;

  async function remove(): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    try {
      await api.send('DELETE', `groups/${encodeURIComponent(group.id)}`);
      toasts.say(text.removed);
      onClose();
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Dialog title={text.removeTitle(group.name)} onClose={onClose}>
      <p>{text.removeHint}</p>
      {problem !== undefined && !uses && (
        <p class="field-error" role="alert">
          {errorText(words, problem)}
        </p>
      )}
      {uses && (
        <div role="alert">
          <p class="field-error">{text.inUse(formats.number(uses.count))}</p>
          <ul class="group-uses">
            {uses.uses.map(({ kind, id }) => (
              <li key={`${kind} ${id}`}>
                {(text.uses as Record<string, string>)[kind] ?? kind}:{' '}
                {kind === 'rule' || kind === 'threshold' ? (
                  <a href={routeTo('settings/rules', { rule: id })}>{rules.name(id, formats.language)}</a>
                ) : (
                  id
                )}
              </li>
            ))}
          </ul>
        </div>
      )}
      <footer>
        <Button onClick={onClose}>{words.shell.common.cancel}</Button>
        <Button look="danger" disabled={busy || uses !== undefined} onClick={() => void remove()}>
          {words.shell.common.remove}
        </Button>
      </footer>
    </Dialog>
  );
}
