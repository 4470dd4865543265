import { useText, useWard } from '../../ui/context.ts';
import { SelectField, TextField } from '../../ui/field.tsx';
import { useLoad } from '../../ui/use-load.ts';
import type { FormPart } from './form-part.ts';
import { ITSELF } from './job-draft.ts';

const FEEDS = ['beat', 'probe'] as const;

/** Who tells of the runs: the job itself, or a probe that looks at what it leaves behind. */
export function FeedFields({ draft, errors, change, organisation }: FormPart & { organisation: string }) {
  const { fleet } = useWard();
  const { words, formats } = useText();
  const text = words.jobs;
  const compare = new Intl.Collator(formats.language, { numeric: true }).compare;
  const targets = fleet.machines.value
    .map(({ target }) => target)
    .filter((target) => target.organisation === organisation && target.kind !== 'job')
    .sort((a, b) => compare(a.name, b.name));
  const isKnown =
    ['', ITSELF].includes(draft.feedTarget) || targets.some(({ id }) => id === draft.feedTarget);
  const watches = useWatches(draft.feed === 'probe' && draft.feedTarget !== ITSELF ? draft.feedTarget : '');
  return (
    <fieldset class="fieldset">
      <legend>{text.feed}</legend>
      <div class="form-grid">
        <SelectField
          label={text.facts.feed}
          value={draft.feed}
          choices={FEEDS.map((value) => ({ value, text: text.feeds[value] }))}
          onChoose={(feed) => change({ feed })}
        />
        {draft.feed === 'probe' && (
          <>
            <SelectField
              label={text.feedTarget}
              value={draft.feedTarget}
              error={errors.feedTarget}
              choices={[
                { value: '', text: text.pleaseChoose },
                ...(isKnown ? [] : [{ value: draft.feedTarget, text: draft.feedTarget }]),
                ...targets.map(({ id, name }) => ({ value: id, text: name })),
                { value: ITSELF, text: text.feedTargetSelf },
              ]}
              onChoose={(feedTarget) => change({ feedTarget })}
            />
            <TextField
              label={text.feedKey}
              value={draft.feedKey}
              hint={text.feedKeyHint}
              error={errors.feedKey}
              maxLength={256}
              suggestions={watches}
              onInput={(feedKey) => change({ feedKey })}
            />
          </>
        )}
      </div>
    </fieldset>
  );
}

/** Labels by which probes tell their watches apart: of files, queries, patterns in logs. */
const WATCH_LABELS = ['watch', 'query', 'pattern'] as const;

interface SeriesAnswer {
  series: { labels: Record<string, string> }[];
}

/** Names of what is watched on a target, as far as its series tell them; whoever knows better types another. */
function useWatches(target: string): readonly string[] {
  const { api } = useWard();
  const { value } = useLoad(
    async (signal) => {
      if (!target) return [];
      const { series } = await api.get<SeriesAnswer>('series', { target, limit: 1_000 }, signal);
      const names = series.flatMap(({ labels }) => WATCH_LABELS.map((label) => labels[label]));
      return [...new Set(names.filter((name): name is string => Boolean(name)))].sort();
    },
    [target],
  );
  return value ?? [];
}
