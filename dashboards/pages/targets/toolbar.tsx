import { FLEET_SORTS, type FleetSort } from '../../state/fleet-order.ts';
import { Segments } from '../../ui/button.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { FilterField } from '../../ui/filter-field.tsx';
import { type TargetChoices, VIEWS } from './use-target-choices.ts';

export function Toolbar({ choices, shown, all }: { choices: TargetChoices; shown: number; all: number }) {
  const { session, fleet } = useWard();
  const { words, formats } = useText();
  const text = words.overview;
  const current = session.current.value;
  const organisations = current.state === 'in' ? current.session.organisations : [];
  const { organisation } = choices.filter;
  const systems = fleet.systems.value.filter((each) => !organisation || each.organisation === organisation);
  const count =
    shown === all
      ? text.machines(formats.number(all))
      : text.shown(formats.number(shown), formats.number(all));
  return (
    <div class="toolbar">
      <FilterField label={text.filter} value={choices.filter.text} onInput={choices.setText} />
      {organisations.length > 1 && (
        <select
          aria-label={text.organisation}
          value={choices.filter.organisation}
          onChange={(event) => choices.setOrganisation(event.currentTarget.value)}
        >
          <option value="">
            {text.organisation}: {words.shell.common.all}
          </option>
          {organisations.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      )}
      {systems.length > 0 && (
        <select
          aria-label={text.system}
          value={choices.filter.system}
          onChange={(event) => choices.setSystem(event.currentTarget.value)}
        >
          <option value="">
            {text.system}: {words.shell.common.all}
          </option>
          {systems.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      )}
      <select
        aria-label={text.sort}
        value={choices.sort}
        onChange={(event) => choices.setSort(event.currentTarget.value as FleetSort)}
      >
        {FLEET_SORTS.map((sort) => (
          <option key={sort} value={sort}>
            {text.sort}: {text.sorts[sort]}
          </option>
        ))}
      </select>
      <Segments
        label={text.view}
        value={choices.view}
        choices={VIEWS.map((value) => ({ value, text: text.views[value], icon: value }))}
        onChoose={choices.setView}
      />
      <span class="toolbar-count muted" role="status">
        {count}
      </span>
    </div>
  );
}
