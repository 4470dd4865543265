import '../settings/settings.css';
import '../settings/rules/rules.css';
import { useMemo, useState } from 'preact/hooks';
import type { Rule } from '#protocol/rule.ts';
import type { Threshold } from '#protocol/threshold.ts';
import type { Paged } from '../../api/shapes.ts';
import { Button } from '../../ui/button.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { Failed, Loading } from '../../ui/empty.tsx';
import { SelectField } from '../../ui/field.tsx';
import { Table } from '../../ui/table.tsx';
import { useLoad } from '../../ui/use-load.ts';
import { labelText } from '../../words/alert-text.ts';
import { unitOf } from '../../words/unit.ts';
import { conditionText } from '../settings/rules/condition-text.ts';
import { ruleRoute } from '../settings/rules/rule-route.ts';
import { type EffectiveAnswer, labelParameters } from '../settings/rules/threshold-api.ts';
import { ThresholdDialog } from '../settings/rules/threshold-dialog.tsx';
import { limitUnit } from '../settings/rules/threshold-draft.ts';
import { thresholdText } from '../settings/rules/threshold-text.ts';
import { type SeriesEntry, watchedOf } from '../settings/rules/use-series.ts';
import { WhyNotDialog } from '../settings/rules/why-not.tsx';

const LISTED = 1_000;
const NOTHING: readonly SeriesEntry[] = [];

/** By which thresholds the rules judge here, and why; and why nothing fired. */
export function MachineThresholds({ target }: { target: string }) {
  const { api, rules } = useWard();
  const { words, formats } = useText();
  const text = words.thresholds;
  const [chosen, setChosen] = useState('');
  const [isAsking, setIsAsking] = useState(false);
  const { value: series = NOTHING } = useLoad(
    async (signal) =>
      (await api.get<Paged & { series: SeriesEntry[] }>('series', { target, limit: LISTED }, signal)).series,
    [target],
  );
  const entries = rules.entries.value;
  const here = useMemo(() => {
    const metrics = new Set(series.map(({ metric }) => metric));
    return entries
      .map(({ rule }) => rule)
      .filter((rule) => metrics.has(rule.watch.metric))
      .map((rule) => ({
        rule,
        series: watchedOf(
          series.filter(({ metric }) => metric === rule.watch.metric),
          rule,
        ),
      }))
      .filter((each) => each.series.length > 0);
  }, [entries, series]);
  const metrics = useMemo(() => [...new Set(series.map(({ metric }) => metric))], [series]);
  const found = here.find(({ rule }) => rule.id === chosen);
  return (
    <section class="panel card" aria-label={text.here}>
      <div class="card-head">
        <h2>{text.here}</h2>
        <Button onClick={() => setIsAsking(true)}>{words.whyNot.open}</Button>
      </div>
      <div class="card-body thresholds-here">
        {here.length === 0 ? (
          <p class="muted">{text.noRules}</p>
        ) : (
          <SelectField
            label={text.rule}
            hint={text.hereHint}
            value={found ? chosen : ''}
            choices={[
              { value: '', text: text.pleaseChoose },
              ...here.map(({ rule }) => ({ value: rule.id, text: rule.name[formats.language] })),
            ]}
            onChoose={setChosen}
          />
        )}
        {found && <OfRule key={found.rule.id} target={target} rule={found.rule} series={found.series} />}
      </div>
      {isAsking && <WhyNotDialog target={target} metrics={metrics} onClose={() => setIsAsking(false)} />}
    </section>
  );
}

/** What each level says of one rule here, and which counts. */
function OfRule({ target, rule, series }: { target: string; rule: Rule; series: readonly SeriesEntry[] }) {
  const { api, fleet, session } = useWard();
  const { words, formats } = useText();
  const text = words.thresholds;
  const [at, setAt] = useState('0');
  const [isSetting, setIsSetting] = useState(false);
  const labels = series[Number(at)]?.labels ?? {};
  const { value, error, reload } = useLoad(
    (signal) =>
      api.get<EffectiveAnswer>(
        'thresholds/effective',
        { rule: rule.id, target, ...labelParameters(labels) },
        signal,
      ),
    [rule.id, target, at],
  );
  const unit = limitUnit(rule, unitOf(rule.watch.metric));
  const organisation = fleet.machine(target)?.target.organisation ?? '';
  const own = value?.sayings.find(({ level, subject }) => level === 'target' && subject === target);
  const place = { level: 'target' as const, organisation, subject: target, labels: {} };
  const before: Threshold | undefined = own && {
    rule: rule.id,
    ...place,
    values: own.values,
    reason: own.reason,
  };

  /** A level counts for all that it says, for a part of it, or not at all. */
  function standingText(standings: EffectiveAnswer['sayings'][number]['standings']): string {
    const applying = standings.filter(({ standing }) => standing === 'applies');
    if (applying.length === 0) return text.standings[standings[0]?.standing ?? 'more_specific'];
    if (applying.length === standings.length) return text.standings.applies;
    const names = applying.map(({ field }) => (text.fields as Record<string, string>)[field] ?? field);
    return text.appliesOnly(formats.list(names));
  }

  return (
    <>
      {series.length > 1 && (
        <SelectField
          label={text.series}
          value={at}
          choices={series.map((each, index) => ({
            value: String(index),
            text: labelText(each.labels, words) || words.shell.common.all,
          }))}
          onChoose={setAt}
        />
      )}
      {error !== undefined && !value && <Failed error={error} onRetry={reload} />}
      {!value && error === undefined && <Loading />}
      {value && (
        <>
          <p>
            {text.applies}:{' '}
            <strong>{value.rule.enabled ? conditionText(value.rule, words, formats) : text.off}</strong>
          </p>
          <Table
            label={text.here}
            rows={value.sayings}
            keyOf={({ level, subject }) => `${level} ${subject}`}
            columns={[
              {
                title: text.level,
                cell: ({ level, name }) =>
                  level === 'rule' ? (
                    <a href={ruleRoute(rule.id)}>{text.levels.rule}</a>
                  ) : (
                    `${text.levels[level]} ${name}`
                  ),
              },
              {
                title: text.columns.says,
                cell: ({ values }) => <b>{thresholdText(values, unit, words, formats)}</b>,
              },
              {
                title: text.standing,
                cell: ({ standings }) => standingText(standings),
              },
              { title: text.columns.reason, minor: true, cell: ({ reason }) => reason },
            ]}
          />
          {session.can('rules.write') && (
            <div>
              <Button onClick={() => setIsSetting(true)}>{own ? text.changeHere : text.setHere}</Button>
            </div>
          )}
        </>
      )}
      {isSetting && (
        <ThresholdDialog
          rule={rule}
          before={before}
          place={place}
          onClose={() => setIsSetting(false)}
          onSaved={() => {
            setIsSetting(false);
            reload();
          }}
        />
      )}
    </>
  );
}
