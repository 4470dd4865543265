import { useState } from 'preact/hooks';
import type { CatalogueEntry } from '#protocol/probe-catalogue.ts';
import { useText } from '../../../ui/context.ts';
import { TextField } from '../../../ui/field.tsx';

/** In the order in which they are offered. */
const GROUPS = ['device', 'database', 'service', 'web', 'network'] as const;

/** What is to be watched: the first question of who adds something. */
export function ChooseProbe({
  probes,
  onChoose,
}: {
  probes: readonly CatalogueEntry[];
  onChoose(probe: CatalogueEntry): void;
}) {
  const { words, formats } = useText();
  const text = words.devices;
  const [filter, setFilter] = useState('');
  const wanted = filter.trim().toLowerCase();
  const fits = ({ probe, title, group }: CatalogueEntry) =>
    `${probe} ${title['zh-CN']} ${title.en} ${(text.groups as Record<string, string>)[group] ?? ''}`
      .toLowerCase()
      .includes(wanted);
  const offered = GROUPS.flatMap((group) => probes.filter((each) => each.group === group && fits(each)));
  return (
    <form
      class="choose-probe"
      onSubmit={(event) => {
        event.preventDefault();
        const [first] = offered;
        if (first) onChoose(first);
      }}
    >
      <TextField label={text.chooseFilter} value={filter} autofocus onInput={setFilter} />
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
                  </button>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </form>
  );
}
