import { useState } from 'preact/hooks';
import type { CatalogueEntry } from '#protocol/probe-catalogue.ts';
import { routeTo } from '../../../state/route.ts';
import { useText } from '../../../ui/context.ts';
import { TextField } from '../../../ui/field.tsx';
import { callings, GROUPS, isMeant } from './fits.ts';

/** What is to be watched: the first question of who adds something. */
export function ChooseProbe({
  probes,
  wanted = '',
  onChoose,
}: {
  probes: readonly CatalogueEntry[];
  /** What is looked for from the beginning. */
  wanted?: string;
  onChoose(probe: CatalogueEntry): void;
}) {
  const { words, formats } = useText();
  const text = words.devices;
  const [filter, setFilter] = useState(wanted);
  const offered = GROUPS.flatMap((group) =>
    probes.filter((each) => each.group === group && isMeant(each, filter, words)),
  );
  return (
    <form
      class="choose-probe"
      onSubmit={(event) => {
        event.preventDefault();
        const [first] = offered;
        if (first) onChoose(first);
      }}
    >
      <TextField
        label={text.chooseFilter}
        value={filter}
        placeholder={text.chooseExample}
        autofocus
        onInput={setFilter}
      />
      {offered.length === 0 && (
        <p role="status">
          <strong>{text.chooseNothing}</strong> {text.chooseNothingHint}
        </p>
      )}
      {GROUPS.map((group) => {
        const found = offered.filter((each) => each.group === group);
        if (found.length === 0) return null;
        return (
          <section key={group}>
            <h3>{text.groups[group]}</h3>
            <ul class="choices">
              {found.map((each) => (
                <li key={each.probe}>
                  <button type="button" class="choice" onClick={() => onChoose(each)}>
                    {each.title[formats.language]}
                    {callings(each, words) && <span class="below muted">{callings(each, words)}</span>}
                  </button>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
      <p class="muted">
        {text.chooseServer} <a href={routeTo('settings/agents', { add: '1' })}>{text.chooseAgent}</a>
      </p>
    </form>
  );
}
