import { useText } from '../../ui/context.ts';
import { TextField } from '../../ui/field.tsx';
import type { FormPart } from './form-part.ts';
import type { JobDraft } from './job-draft.ts';
import { useOpened } from './use-opened.ts';

const FIELDS = [
  'smallBytes',
  'smallFiles',
  'smallShare',
  'shortSpan',
  'shortShare',
  'longSpan',
  'longTimes',
] as const satisfies readonly (keyof JobDraft)[];
type ExpectField = (typeof FIELDS)[number];

/** What a success must be beyond being one; folded while nothing is wanted. */
export function ExpectFields({ draft, errors, change }: FormPart) {
  const { words } = useText();
  const text = words.jobs;
  const isOpen = useOpened(FIELDS.some((field) => draft[field] !== '' || Boolean(errors[field])));
  const hints: Partial<Record<ExpectField, string>> = {
    smallBytes: text.smallBytesHint,
    shortSpan: text.spanHint,
    longSpan: text.spanHint,
  };
  const units: Partial<Record<ExpectField, string>> = {
    smallShare: '%',
    shortShare: '%',
    longTimes: text.times,
  };
  return (
    <details class="more-settings" open={isOpen}>
      <summary>{text.expect}</summary>
      <p class="field-hint">{text.expectHint}</p>
      <div class="form-grid">
        {FIELDS.map((field) => (
          <TextField
            key={field}
            label={text[field]}
            value={draft[field]}
            hint={hints[field]}
            unit={units[field]}
            error={errors[field]}
            onInput={(value) => change({ [field]: value })}
          />
        ))}
      </div>
    </details>
  );
}
