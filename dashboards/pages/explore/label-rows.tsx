import type { ExploreLabel, LabelFilter } from '#protocol/explore.ts';
import { Button } from '../../ui/button.tsx';
import { useText } from '../../ui/context.ts';
import { SelectField } from '../../ui/field.tsx';
import { ValuesField } from './values-field.tsx';

/** So many conditions fit into one question. */
const MOST_ROWS = 10;

/** What labels may be, and may not be. */
export function LabelRows(options: {
  rows: readonly LabelFilter[];
  labels: readonly ExploreLabel[];
  /** Names that stand for what is chosen elsewhere, such as `$cpu`. */
  variables: readonly string[];
  onChange(rows: LabelFilter[]): void;
}) {
  const { rows, labels, variables, onChange } = options;
  const { words, formats } = useText();
  const text = words.explore;
  const change = (at: number, changed: Partial<LabelFilter>) =>
    onChange(rows.map((row, index) => (index === at ? { ...row, ...changed } : row)));
  const names = [
    ...new Set([...labels.map(({ label }) => label), 'host', ...rows.map(({ label }) => label)]),
  ];
  return (
    <fieldset class="label-rows">
      <legend>{text.labels}</legend>
      {rows.map((row, at) => {
        const known = labels.find(({ label }) => label === row.label);
        return (
          // Rows have no identity of their own; they are added and removed at their place.
          <div class="label-row" key={`${at} ${row.label}`}>
            <SelectField
              label={text.label}
              value={row.label}
              choices={names.map((value) => ({ value, text: value }))}
              onChoose={(label) => change(at, { label, values: ['*'] })}
            />
            <SelectField
              label={text.match}
              value={row.is}
              choices={(['one_of', 'none_of'] as const).map((value) => ({ value, text: text.is[value] }))}
              onChoose={(is) => change(at, { is })}
            />
            <ValuesField
              label={text.values}
              value={row.values}
              choices={[
                ...variables.map((value) => ({ value, text: value })),
                ...(known?.values ?? []).map(({ value, series }) => ({
                  value,
                  text: value,
                  detail: formats.number(series),
                })),
              ]}
              onChange={(values) => change(at, { values: values.length > 0 ? values : ['*'] })}
            />
            <Button
              look="quiet"
              icon="close"
              label={text.removeLabel(row.label)}
              onClick={() => onChange(rows.filter((_, index) => index !== at))}
            />
          </div>
        );
      })}
      {rows.length < MOST_ROWS && (
        <Button
          icon="plus"
          onClick={() => {
            const free = names.find((name) => !rows.some(({ label }) => label === name)) ?? 'host';
            onChange([...rows, { label: free, is: 'one_of', values: ['*'] }]);
          }}
        >
          {text.addLabel}
        </Button>
      )}
    </fieldset>
  );
}
