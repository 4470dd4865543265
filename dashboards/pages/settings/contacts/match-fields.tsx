import './contacts.css';
import { useState } from 'preact/hooks';
import type { AlertMatch } from '#protocol/alert-match.ts';
import { Button } from '../../../ui/button.tsx';
import { ChooseMany, ToggleMany } from '../../../ui/choose-many.tsx';
import { useText } from '../../../ui/context.ts';
import { TextField } from '../../../ui/field.tsx';
import { matchText } from './match-text.ts';
import { useMatchWorld } from './use-match-names.ts';

const SEVERITIES: readonly AlertMatch['severities'][number][] = ['info', 'warning', 'critical'];
const MEANINGS: readonly AlertMatch['meanings'][number][] = [
  'unreachable',
  'power',
  'cooling',
  'temperature',
  'zone',
  'monitor',
  'general',
];

/** Which alerts: what is left empty fits all, and what it comes to is said in a line below. */
export function MatchFields({ value, onChange }: { value: AlertMatch; onChange(value: AlertMatch): void }) {
  const { words, formats } = useText();
  const text = words.contacts.match;
  const world = useMatchWorld();
  const hasMore = value.meanings.length > 0 || Object.keys(value.labels).length > 0;
  const [isOpen] = useState(hasMore);
  return (
    <fieldset class="fieldset match">
      <legend>{text.title}</legend>
      <ToggleMany
        label={text.severities}
        choices={SEVERITIES.map((severity) => ({ value: severity, text: words.states.severity[severity] }))}
        value={value.severities}
        onChange={(severities) => onChange({ ...value, severities })}
      />
      <div class="form-grid">
        <ChooseMany
          label={text.targets}
          choices={world.targets}
          value={value.targets}
          placeholder={text.anyTarget}
          onChange={(targets) => onChange({ ...value, targets })}
        />
        <ChooseMany
          label={text.groups}
          choices={world.groups}
          value={value.groups}
          placeholder={text.anyGroup}
          onChange={(groups) => onChange({ ...value, groups })}
        />
      </div>
      <ChooseMany
        label={text.rules}
        choices={world.rules}
        value={value.rules}
        placeholder={text.anyRule}
        onChange={(rules) => onChange({ ...value, rules })}
      />
      <details class="more-settings" open={isOpen}>
        <summary>{text.more}</summary>
        <div class="stack">
          <ToggleMany
            label={text.meanings}
            choices={MEANINGS.map((meaning) => ({ value: meaning, text: text.meaningNames[meaning] }))}
            value={value.meanings}
            onChange={(meanings) => onChange({ ...value, meanings })}
          />
          <LabelFields value={value.labels} onChange={(labels) => onChange({ ...value, labels })} />
        </div>
      </details>
      <p class="note" role="status">
        {text.comesTo(matchText(value, world, words, formats))}
      </p>
    </fieldset>
  );
}

type Row = readonly [name: string, value: string];

/** Labels, a line for each; one without a name or a value counts for nothing yet. */
function LabelFields({
  value,
  onChange,
}: {
  value: Readonly<Record<string, string>>;
  onChange(value: Record<string, string>): void;
}) {
  const { words } = useText();
  const text = words.contacts.match;
  const [rows, setRows] = useState<readonly Row[]>(() => Object.entries(value));

  function put(next: readonly Row[]): void {
    setRows(next);
    const whole = next.map(([name, wanted]) => [name.trim(), wanted.trim()] as const);
    onChange(Object.fromEntries(whole.filter(([name, wanted]) => name && wanted)));
  }

  return (
    <fieldset class="label-fields" aria-label={text.labels}>
      <p class="field-hint">{text.labelsHint}</p>
      {rows.map(([name, wanted], at) => (
        <div class="match-label" key={at}>
          <TextField
            label={text.labelName}
            value={name}
            placeholder="path"
            onInput={(typed) => put(rows.map((row, index) => (index === at ? [typed, row[1]] : row)))}
          />
          <TextField
            label={text.labelValue}
            value={wanted}
            placeholder="/var*"
            onInput={(typed) => put(rows.map((row, index) => (index === at ? [row[0], typed] : row)))}
          />
          <Button
            look="quiet"
            icon="close"
            label={text.removeLabel(name)}
            onClick={() => put(rows.filter((_, index) => index !== at))}
          />
        </div>
      ))}
      <div>
        <Button icon="plus" onClick={() => setRows([...rows, ['', '']])}>
          {text.addLabel}
        </Button>
      </div>
    </fieldset>
  );
}
