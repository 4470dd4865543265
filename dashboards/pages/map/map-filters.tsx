import type { TopologyNode } from '../../api/topology.ts';
import { useText } from '../../ui/context.ts';
import { CheckField } from '../../ui/field.tsx';
import { kindText } from '../../words/words.ts';
import { COMMON_ZONE, filterKind, type MapFilter, STRANGER } from './model/scene.ts';

/** Which part of the network is shown; choices that change nothing are left out. */
export function MapFilters(options: {
  nodes: readonly TopologyNode[];
  organisations: readonly { id: string; name: string }[];
  filter: MapFilter;
  wrongOnly: boolean;
  onFilter(filter: MapFilter): void;
  onWrongOnly(on: boolean): void;
}) {
  const { nodes, organisations, filter, wrongOnly, onFilter, onWrongOnly } = options;
  const { words } = useText();
  const text = words.networkMap.filters;
  const there = (of: (node: TopologyNode) => string) => [...new Set(nodes.map(of))].sort();
  const inMap = there(({ organisation }) => organisation);
  const zones = there(({ zone }) => zone || COMMON_ZONE);
  const kinds = there(filterKind);
  return (
    <fieldset class="map-filters" aria-label={text.label}>
      {inMap.length > 1 && (
        <Choice
          label={text.organisation}
          value={filter.organisation}
          choices={inMap.map((id) => [id, organisations.find((each) => each.id === id)?.name ?? id])}
          onChoose={(organisation) => onFilter({ ...filter, organisation })}
        />
      )}
      {zones.length > 1 && (
        <Choice
          label={text.zone}
          value={filter.zone}
          choices={zones.map((zone) => [zone, zone === COMMON_ZONE ? text.noZone : zone])}
          onChoose={(zone) => onFilter({ ...filter, zone })}
        />
      )}
      {kinds.length > 1 && (
        <Choice
          label={text.kind}
          value={filter.kind}
          choices={kinds.map((kind) => [kind, kind === STRANGER ? text.stranger : kindText(words, kind)])}
          onChoose={(kind) => onFilter({ ...filter, kind })}
        />
      )}
      <CheckField label={text.wrong} value={wrongOnly} onChange={onWrongOnly} />
    </fieldset>
  );
}

function Choice({
  label,
  value,
  choices,
  onChoose,
}: {
  label: string;
  value: string;
  choices: readonly (readonly [value: string, text: string])[];
  onChoose(value: string): void;
}) {
  const { words } = useText();
  return (
    <label class="map-choice">
      <span class="hidden-text">{label}</span>
      <select value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
        <option value="">{`${label}: ${words.networkMap.filters.all}`}</option>
        {choices.map(([id, text]) => (
          <option key={id} value={id}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
