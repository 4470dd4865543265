import { useMemo } from 'preact/hooks';
import { ChooseMany } from '../../../ui/choose-many.tsx';
import { useText } from '../../../ui/context.ts';
import { TextField } from '../../../ui/field.tsx';
import { metricTitle, standingTitle } from '../../../words/words.ts';
import { useMatchWorld } from '../contacts/use-match-names.ts';
import type { FormPart } from './form-part.ts';
import { LabelFields } from './label-fields.tsx';
import { type SeriesEntry, useMetricNames } from './use-series.ts';

/** Which series a rule watches. */
export function WatchFields({
  draft,
  errors,
  change,
  series,
}: FormPart & { series: readonly SeriesEntry[] }) {
  const { words } = useText();
  const text = words.rules.fields;
  const world = useMatchWorld();
  const metrics = useMetricNames();
  const offered = useMemo(() => fitting(metrics, draft.metric), [metrics, draft.metric]);
  const labels = useMemo(() => labelsOf(series), [series]);
  const title = draft.metric ? metricTitle(words, draft.metric) : '';
  const valuesOf = (name: string) => labels.get(name.trim()) ?? [];
  return (
    <>
      <TextField
        label={text.metric}
        value={draft.metric}
        hint={title && title !== draft.metric ? standingTitle(words, draft.metric) : text.metricHint}
        error={errors['watch.metric']}
        suggestions={offered}
        onInput={(metric) => change({ metric })}
      />
      <div class="form-grid">
        <ChooseMany
          label={text.targets}
          choices={world.targets}
          value={draft.targets}
          placeholder={text.targetsAll}
          error={errors['watch.targets']}
          onChange={(targets) => change({ targets })}
        />
        <ChooseMany
          label={text.groups}
          choices={world.groups}
          value={draft.groups}
          placeholder={text.groupsAny}
          hint={draft.groups.length > 1 ? text.groupsHint : undefined}
          error={errors['watch.groups']}
          onChange={(groups) => change({ groups })}
        />
      </div>
      <div class="form-grid">
        <LabelFields
          label={text.labels}
          hint={text.labelsHint}
          rows={draft.labels}
          names={[...labels.keys()]}
          valuesOf={valuesOf}
          onChange={(rows) => change({ labels: rows })}
        />
        <LabelFields
          label={text.notLabels}
          hint={text.labelsHint}
          rows={draft.notLabels}
          names={[...labels.keys()]}
          valuesOf={valuesOf}
          onChange={(rows) => change({ notLabels: rows })}
        />
      </div>
    </>
  );
}

/** A browser is slow with thousands of suggestions. */
const OFFERED = 200;

/** Metrics that hold what was typed, in the order of their names. */
export function fitting(metrics: readonly string[], typed: string): string[] {
  const wanted = typed.trim().toLowerCase();
  return metrics.filter((metric) => metric.toLowerCase().includes(wanted)).slice(0, OFFERED);
}

function labelsOf(series: readonly SeriesEntry[]): Map<string, string[]> {
  const found = new Map<string, Set<string>>();
  for (const { labels } of series) {
    for (const [name, value] of Object.entries(labels)) {
      const values = found.get(name) ?? new Set();
      found.set(name, values.add(value));
    }
  }
  return new Map([...found].map(([name, values]) => [name, [...values].sort().slice(0, OFFERED)]));
}
