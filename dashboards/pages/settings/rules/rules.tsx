import './rules.css';
import { useEffect, useState } from 'preact/hooks';
import type { RuleEntry } from '../../../api/shapes.ts';
import { lazyPage } from '../../../shell/lazy-page.tsx';
import { routeTo } from '../../../state/route.ts';
import { Button } from '../../../ui/button.tsx';
import { useText, useWard } from '../../../ui/context.ts';
import { Empty, Failed, Loading } from '../../../ui/empty.tsx';
import { FilterField } from '../../../ui/filter-field.tsx';
import { Table } from '../../../ui/table.tsx';
import { StateTag, Tag } from '../../../ui/tag.tsx';
import { errorText } from '../../../words/error-text.ts';
import { standingTitle } from '../../../words/words.ts';
import { useOrganisations } from '../organisation-field.tsx';
import { SectionHead } from '../section-head.tsx';
import { conditionText } from './condition-text.ts';
import { ruleRoute } from './rule-route.ts';
import { scopeText } from './scope-text.ts';
import { WhyNotDialog } from './why-not.tsx';

// Most who look at rules write none.
const RuleEditor = lazyPage(async () => (await import('./rule-editor.tsx')).RuleEditor);

/** All rules, or the page of the one that the address names. */
export function Rules() {
  const { rules, route } = useWard();
  const { words } = useText();
  const [error, setError] = useState<unknown>();
  const [isKnown, setIsKnown] = useState(false);
  const load = () => {
    setError(undefined);
    rules.load().then(() => setIsKnown(true), setError);
  };
  useEffect(load, []);

  const { search } = route.value;
  const wanted = search.get('rule');
  const entries = rules.entries.value;
  if (search.has('new')) return <RuleEditor entry={undefined} metric={search.get('metric') ?? ''} />;
  if (entries.length === 0 && !isKnown) {
    return error === undefined ? <Loading /> : <Failed error={error} onRetry={load} />;
  }
  if (wanted === null) return <RuleList entries={entries} onChanged={load} />;
  const entry = entries.find(({ rule }) => rule.id === wanted);
  if (entry) return <RuleEditor key={`${wanted} ${entry.revision}`} entry={entry} />;
  if (!isKnown) return <Loading />;
  return (
    <Empty title={words.rules.notFound}>
      <a href={routeTo('settings/rules')}>{words.rules.back}</a>
    </Empty>
  );
}

/** All rules with where they come from and why they are as they are. */
function RuleList({ entries, onChanged }: { entries: readonly RuleEntry[]; onChanged(): void }) {
  const { api, session, toasts } = useWard();
  const { words, formats } = useText();
  const text = words.settings.rules;
  const [filter, setFilter] = useState('');
  const [asking, setAsking] = useState(false);
  const mayChange = session.can('rules.write');
  const { isOwn } = useOrganisations();
  const wanted = filter.trim().toLowerCase();
  const rows = entries.filter(({ rule }) =>
    `${rule.id} ${rule.name['zh-CN']} ${rule.name.en} ${rule.watch.metric} ${standingTitle(words, rule.watch.metric)}`
      .toLowerCase()
      .includes(wanted),
  );

  async function setEnabled({ rule }: RuleEntry, enabled: boolean): Promise<void> {
    const put = (on: boolean) =>
      api.send('PUT', `rules/${encodeURIComponent(rule.id)}`, { ...rule, enabled: on });
    const fail = (error: unknown) => toasts.say(errorText(words, error), 'bad');
    const name = rule.name[formats.language];
    try {
      await put(enabled);
      toasts.say(enabled ? text.turnedOn(name) : text.turnedOff(name), 'plain', {
        text: words.shell.common.undo,
        run: () => void put(!enabled).then(onChanged, fail),
      });
    } catch (error) {
      fail(error);
    }
    onChanged();
  }

  return (
    <>
      <SectionHead title={words.settings.sections.rules} hint={text.hint}>
        <span class="head-actions">
          <Button onClick={() => setAsking(true)}>{words.rules.whyNot}</Button>
          {mayChange && (
            <Button
              look="primary"
              icon="plus"
              onClick={() => {
                location.hash = routeTo('settings/rules', { new: '1' });
              }}
            >
              {words.rules.add}
            </Button>
          )}
        </span>
      </SectionHead>
      <FilterField label={text.filter} value={filter} onInput={setFilter} />
      {rows.length === 0 ? (
        <Empty title={words.rules.none} />
      ) : (
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
                  <a class="rule-link" href={ruleRoute(rule.id)}>
                    {rule.name[formats.language]}
                  </a>
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
              cell: ({ rule }) => (
                <span class="rule-severities">
                  {[rule.severity, ...rule.tiers.map(({ severity }) => severity)].map((severity) => (
                    <StateTag key={severity} mark={severity} text={words.states.severity[severity]} />
                  ))}
                </span>
              ),
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
                  disabled={!mayChange || !isOwn(entry.rule.organisation)}
                  aria-label={`${text.columns.enabled}: ${entry.rule.name[formats.language]}`}
                  onChange={(event) => void setEnabled(entry, event.currentTarget.checked)}
                />
              ),
            },
          ]}
        />
      )}
      {asking && <WhyNotDialog onClose={() => setAsking(false)} />}
    </>
  );
}
