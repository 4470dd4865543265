import type { Rule } from '#protocol/rule.ts';
import type { ThresholdLevel } from '#protocol/threshold.ts';
import { ChooseMany } from '../../../ui/choose-many.tsx';
import { useText, useWard } from '../../../ui/context.ts';
import { SelectField } from '../../../ui/field.tsx';
import { labelText } from '../../../words/alert-text.ts';
import { useMatchWorld } from '../contacts/use-match-names.ts';
import type { ThresholdPlace } from './threshold-draft.ts';
import { useSeriesOf } from './use-series.ts';

const LEVELS: readonly ThresholdLevel[] = ['target', 'group', 'organisation', 'series'];

/** Where a threshold is to be another one; said in words where it is fixed. */
export function PlaceFields(options: {
  rule: Rule;
  place: ThresholdPlace;
  isFixed: boolean;
  error: string | undefined;
  onChange(place: ThresholdPlace): void;
}) {
  const { rule, place, isFixed, error, onChange } = options;
  const { fleet, session } = useWard();
  const { words } = useText();
  const text = words.thresholds;
  const world = useMatchWorld();
  const placeText = usePlaceText();
  if (isFixed) return <p>{placeText(place)}</p>;
  const own = session.current.value;
  const organisations = own.state === 'in' ? own.session.organisations : [];
  const { level, subject } = place;
  return (
    <div class="form-grid">
      <SelectField
        label={text.level}
        value={level}
        choices={LEVELS.map((value) => ({ value, text: text.levels[value] }))}
        onChoose={(chosen) => onChange({ ...place, level: chosen, subject: '', labels: {} })}
      />
      {level === 'organisation' && (
        <SelectField
          label={text.which.organisation}
          value={place.organisation}
          choices={organisations.map(({ id, name }) => ({ value: id, text: name }))}
          onChoose={(organisation) => onChange({ ...place, organisation })}
        />
      )}
      {level === 'group' && (
        <ChooseMany
          label={text.which.group}
          choices={world.groups}
          value={subject === '' ? [] : [subject]}
          placeholder={text.pleaseChoose}
          error={error}
          onChange={(chosen) => onChange({ ...place, subject: chosen.at(-1) ?? '' })}
        />
      )}
      {(level === 'target' || level === 'series') && (
        <ChooseMany
          label={text.which.target}
          choices={world.targets}
          value={subject === '' ? [] : [subject]}
          placeholder={text.pleaseChoose}
          error={error}
          onChange={(chosen) => {
            const target = chosen.at(-1) ?? '';
            const organisation = fleet.machine(target)?.target.organisation ?? place.organisation;
            onChange({ ...place, subject: target, organisation, labels: {} });
          }}
        />
      )}
      {level === 'series' && subject !== '' && <SeriesField rule={rule} place={place} onChange={onChange} />}
    </div>
  );
}

function SeriesField(options: { rule: Rule; place: ThresholdPlace; onChange(place: ThresholdPlace): void }) {
  const { rule, place, onChange } = options;
  const { words } = useText();
  const text = words.thresholds;
  const known = useSeriesOf(rule.watch.metric);
  const own = (known?.series ?? []).filter(({ target }) => target === place.subject);
  const choices = own.map(({ labels }) => ({
    value: JSON.stringify(labels),
    text: labelText(labels, words) || words.shell.common.all,
  }));
  if (known && own.length === 0) return <p class="field-hint">{text.noSeries}</p>;
  return (
    <SelectField
      label={text.series}
      value={JSON.stringify(place.labels)}
      choices={[{ value: '{}', text: text.pleaseChoose }, ...choices.filter(({ value }) => value !== '{}')]}
      onChoose={(value) => onChange({ ...place, labels: JSON.parse(value) })}
    />
  );
}

/** Where a threshold holds, in words: `target web-1`. */
export function usePlaceText() {
  const { fleet, session } = useWard();
  const { words } = useText();
  const text = words.thresholds;
  const world = useMatchWorld();
  const own = session.current.value;
  const organisations = own.state === 'in' ? own.session.organisations : [];
  return ({ level, organisation, subject, labels }: ThresholdPlace): string => {
    const target = () => fleet.machine(subject)?.target.name ?? subject;
    switch (level) {
      case 'organisation':
        return `${text.levels.organisation} ${organisations.find(({ id }) => id === organisation)?.name ?? organisation}`;
      case 'group':
        return `${text.levels.group} ${world.group(subject)}`;
      case 'target':
        return `${text.levels.target} ${target()}`;
      case 'series':
        return `${text.levels.series} ${target()} ${labelText(labels, words)}`.trim();
    }
  };
}
