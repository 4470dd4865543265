import { useEffect, useState } from 'preact/hooks';
import type { RuleEntry } from '../../api/shapes.ts';
import { Button } from '../../ui/button.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { Confirm } from '../../ui/dialog.tsx';
import { Loading } from '../../ui/empty.tsx';
import { FilterField } from '../../ui/filter-field.tsx';
import { Table } from '../../ui/table.tsx';
import { StateTag, Tag } from '../../ui/tag.tsx';
import { useChange } from '../../ui/use-change.ts';
import { errorText } from '../../words/error-text.ts';
import { standingTitle } from '../../words/words.ts';
import { conditionText } from './condition-text.ts';
import { RuleDialog } from './rule-dialog.tsx';
import { scopeText } from './scope-text.ts';
import { SectionHead } from './section-head.tsx';

/** All rules with where they come from and why they are as they are. */
export function Rules() {
  const { api, rules, session, toasts } = useWard();
  const { words, formats } = useText();
  const text = words.settings.rules;
  const [filter, setFilter] = useState('');
  const [editing, setEditing] = useState<RuleEntry>();
  const [resetting, setResetting] = useState<RuleEntry>();
  const renew = () => void rules.load().catch((error: unknown) => toasts.say(errorText(words, error), 'bad'));
  useEffect(renew, []);

  const mayChange = session.can('rules.write');
  const entries = rules.entries.value;
  const wanted = filter.toLowerCase();
  const rows = entries.filter(({ rule }) =>
    `${rule.id} ${rule.name['zh-CN']} ${rule.name.en} ${rule.watch.metric}`.toLowerCase().includes(wanted),
  );

  async function setEnabled({ rule }: RuleEntry, enabled: boolean): Promise<void> {
    const put = (on: boolean) =>
      api.send('PUT', `rules/${encodeURIComponent(rule.id)}`, { ...rule, enabled: on });
    const name = rule.name[formats.language];
    try {
      await put(enabled);
      toasts.say(enabled ? text.turnedOn(name) : text.turnedOff(name), 'plain', {
        text: words.shell.common.undo,
        run: () =>
          void put(!enabled).then(renew, (error: unknown) => toasts.say(errorText(words, error), 'bad')),
      });
    } catch (error) {
      toasts.say(errorText(words, error), 'bad');
    }
    renew();
  }

  if (entries.length === 0) return <Loading />;
  return (
    <>
      <SectionHead title={words.settings.sections.rules} hint={text.hint} />
      <FilterField label={text.filter} value={filter} onInput={setFilter} />
      <Table
        label={words.settings.sections.rules}
        rows={rows}
        keyOf={({ rule }) => rule.id}
        columns={[
          {
            title: text.columns.rule,
            wide: true,
            cell: ({ rule }) => (
              <span class="rule-name">
                <strong>{rule.name[formats.language]}</strong>
                <span class="muted">{rule.reason[formats.language]}</span>
              </span>
            ),
          },
          {
            title: text.columns.condition,
            wide: true,
            cell: ({ rule }) => (
              <span class="rule-condition">
                <span>{standingTitle(words, rule.watch.metric)}</span>
                <strong>{conditionText(rule, words, formats)}</strong>
                <span class="muted">{scopeText(rule, words, formats)}</span>
              </span>
            ),
          },
          {
            title: text.columns.severity,
            minor: true,
            cell: ({ rule }) => <StateTag mark={rule.severity} text={words.states.severity[rule.severity]} />,
          },
          {
            title: text.columns.where,
            minor: true,
            cell: ({ origin }) => (
              <Tag tone={origin === 'default' ? 'plain' : 'accent'}>{text.origins[origin]}</Tag>
            ),
          },
          {
            title: text.columns.enabled,
            cell: (entry) => (
              <input
                type="checkbox"
                checked={entry.rule.enabled}
                disabled={!mayChange}
                aria-label={`${text.columns.enabled}: ${entry.rule.name[formats.language]}`}
                onChange={(event) => void setEnabled(entry, event.currentTarget.checked)}
              />
            ),
          },
          {
            title: words.shell.common.edit,
            kind: 'actions',
            cell: (entry) =>
              mayChange && (
                <Button look="quiet" onClick={() => setEditing(entry)}>
                  {words.shell.common.edit}
                </Button>
              ),
          },
        ]}
      />
      {editing && (
        <RuleDialog
          entry={editing}
          onClose={() => setEditing(undefined)}
          onSaved={() => {
            setEditing(undefined);
            toasts.say(text.saved);
            renew();
          }}
          onReset={() => {
            setResetting(editing);
            setEditing(undefined);
          }}
        />
      )}
      {resetting && (
        <Reset
          entry={resetting}
          onClose={() => {
            setResetting(undefined);
            renew();
          }}
        />
      )}
    </>
  );
}

function Reset({ entry, onClose }: { entry: RuleEntry; onClose(): void }) {
  const { api, toasts } = useWard();
  const { words } = useText();
  const text = words.settings.rules;
  const { busy, error, run } = useChange();
  return (
    <Confirm
      title={text.resetTitle}
      hint={text.resetHint}
      action={text.reset}
      busy={busy}
      error={error}
      onClose={onClose}
      onConfirm={() =>
        void run(
          () => api.send('DELETE', `rules/${encodeURIComponent(entry.rule.id)}`),
          () => {
            toasts.say(text.resetDone);
            onClose();
          },
        )
      }
    />
  );
}
