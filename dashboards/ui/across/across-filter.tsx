import './across.css';
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useText, useWard } from '../context.ts';
import { FilterField } from '../filter-field.tsx';
import { useSettled } from '../use-settled.ts';

/** By what lists across targets are narrowed; the collector does it. */
export interface AcrossChoice {
  text: string;
  organisation: string;
  system: string;
}

/** The choice as it stands in an address. */
export function choiceIn(search: URLSearchParams): AcrossChoice {
  const get = (name: string) => search.get(name) ?? '';
  return { text: get('text'), organisation: get('organisation'), system: get('system') };
}

/** As parameters of a call. */
export function callOf({ text, organisation, system }: AcrossChoice): Record<string, string | undefined> {
  return {
    search: text.trim() || undefined,
    organisation: organisation || undefined,
    system: system || undefined,
  };
}

const TYPED_MS = 250;

/** Narrows a list by words, organisation and system; what has one choice alone is not shown. */
export function AcrossFilter({
  choice,
  onChange,
  children,
}: {
  choice: AcrossChoice;
  onChange(choice: Partial<AcrossChoice>): void;
  children?: ComponentChildren;
}) {
  const { fleet, session } = useWard();
  const { words } = useText();
  const text = words.databases.across;
  const [typed, setTyped] = useState(choice.text);
  const settled = useSettled(typed, TYPED_MS);
  useEffect(() => {
    if (settled !== choice.text) onChange({ text: settled });
  }, [settled]);
  // Somebody else has cleared it, or gone back.
  useEffect(() => {
    if (choice.text !== settled) setTyped(choice.text);
  }, [choice.text]);
  const current = session.current.value;
  const organisations = current.state === 'in' ? current.session.organisations : [];
  const systems = fleet.systems.value.filter(
    ({ organisation }) => choice.organisation === '' || organisation === choice.organisation,
  );
  return (
    <div class="toolbar across">
      <FilterField label={text.filter} value={typed} onInput={setTyped} />
      {organisations.length > 1 && (
        <Choice
          label={text.organisation}
          value={choice.organisation}
          choices={[{ id: '', name: text.allOrganisations }, ...organisations]}
          onChoose={(organisation) => onChange({ organisation, system: '' })}
        />
      )}
      {(systems.length > 0 || choice.system !== '') && (
        <Choice
          label={text.system}
          value={choice.system}
          choices={[{ id: '', name: text.allSystems }, ...systems]}
          onChoose={(system) => onChange({ system })}
        />
      )}
      {children}
    </div>
  );
}

function Choice(options: {
  label: string;
  value: string;
  choices: readonly { id: string; name: string }[];
  onChoose(value: string): void;
}) {
  const { label, value, choices, onChoose } = options;
  return (
    <label class="across-choice">
      <span class="hidden-text">{label}</span>
      <select value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
        {choices.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
