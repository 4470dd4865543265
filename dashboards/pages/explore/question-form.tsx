import { GROUP_FOLDS, GROUP_KEYS, LABEL_KEY, RANKS, TIME_FOLDS } from '#protocol/fold.ts';
import { ChooseMany } from '../../ui/choose-many.tsx';
import { useText } from '../../ui/context.ts';
import { SelectField } from '../../ui/field.tsx';
import { LabelRows } from './label-rows.tsx';
import { labelKey } from './lines.ts';
import type { Question } from './question.ts';
import { TargetFields } from './target-fields.tsx';
import { useLabels, useMetricChoices, useMetrics } from './use-metrics.ts';

const TOPS = [1, 5, 10, 20, 50, 100, 200];

/** Everything that one may ask of a metric; pages and panels share it. */
export function QuestionForm(options: {
  question: Question;
  /** Names that stand for what is chosen above a board, such as `$cpu`. */
  variables?: readonly string[];
  onChange(question: Question): void;
}) {
  const { question, variables = [], onChange } = options;
  const { words, formats } = useText();
  const text = words.explore;
  const { value: metrics } = useMetrics();
  const choices = useMetricChoices(metrics);
  const labels = useLabels(question.metric);
  const change = (changed: Partial<Question>) => onChange({ ...question, ...changed });
  const sent = metrics?.find(({ metric }) => metric === question.metric);
  const hasChoices = question.targets.ids.length + question.labels.length > 0;
  return (
    <div class="question-form">
      <ChooseMany
        label={text.metric}
        hint={
          sent
            ? `${sent.metric} · ${text.metricCount(formats.number(sent.series), formats.number(sent.targets))}`
            : metrics?.length === 0
              ? text.noMetrics
              : undefined
        }
        value={question.metric === '' ? [] : [question.metric]}
        choices={choices}
        most={1}
        typed={text.addValue}
        placeholder={text.metricHint}
        onChange={([metric = '']) => change(metric === question.metric ? {} : { metric, labels: [] })}
      />
      {question.metric !== '' && (
        <>
          <div class="fold-fields">
            <GroupBy question={question} labels={labels.map(({ label }) => label)} onChange={change} />
            <SelectField
              label={text.over}
              value={question.over}
              choices={TIME_FOLDS.map((value) => ({ value, text: text.folds[value] }))}
              onChoose={(over) => change({ over })}
            />
            {!question.groupBy.includes('series') && (
              <SelectField
                label={text.across}
                value={question.across}
                choices={GROUP_FOLDS.map((value) => ({ value, text: text.acrossFolds[value] }))}
                onChoose={(across) => change({ across })}
              />
            )}
            <SelectField
              label={text.top}
              value={String(question.top)}
              choices={[...new Set([...TOPS, question.top])]
                .sort((one, other) => one - other)
                .map((top) => ({ value: String(top), text: formats.number(top) }))}
              onChoose={(top) => change({ top: Number(top) })}
            />
            <SelectField
              label={text.order}
              value={question.order}
              choices={(['highest', 'lowest'] as const).map((value) => ({ value, text: text.orders[value] }))}
              onChoose={(order) => change({ order })}
            />
            <SelectField
              label={text.rank}
              value={question.rank}
              choices={RANKS.map((value) => ({ value, text: text.ranks[value] }))}
              onChoose={(rank) => change({ rank })}
            />
          </div>
          <details class="conditions" open={hasChoices || undefined}>
            <summary>{text.narrow}</summary>
            <TargetFields
              value={question.targets}
              variables={variables}
              onChange={(targets) => change({ targets })}
            />
            <LabelRows
              rows={question.labels}
              labels={labels}
              variables={variables}
              onChange={(rows) => change({ labels: rows })}
            />
          </details>
        </>
      )}
    </div>
  );
}

function GroupBy(options: {
  question: Question;
  labels: readonly string[];
  onChange(changed: Partial<Question>): void;
}) {
  const { question, labels, onChange } = options;
  const { words } = useText();
  const text = words.explore;
  const known = labels.map((label) => ({ value: labelKey(label), text: label, detail: text.label }));
  const used = question.groupBy
    .filter((key) => key.startsWith(LABEL_KEY) && !known.some(({ value }) => value === key))
    .map((value) => ({ value, text: value.slice(LABEL_KEY.length), detail: text.label }));
  return (
    <ChooseMany
      label={text.groupBy}
      hint={question.groupBy.length === 0 ? text.groupNone : undefined}
      value={question.groupBy}
      choices={[...GROUP_KEYS.map((value) => ({ value, text: text.groupKeys[value] })), ...known, ...used]}
      most={6}
      onChange={(chosen) => {
        const added = chosen.find((key) => !question.groupBy.includes(key as never));
        // Each series by itself goes with nothing else: what was chosen last counts.
        const kept =
          added === 'series' ? ['series'] : chosen.filter((key) => key !== 'series' || chosen.length === 1);
        onChange({ groupBy: kept as Question['groupBy'] });
      }}
    />
  );
}
