import type { Severity } from '#protocol/rule.ts';
import { useText } from '../../ui/context.ts';
import { FilterField } from '../../ui/filter-field.tsx';
import { type AlertFilter, STATE_FILTERS, type StateFilter } from './alert-filter.ts';

const SEVERITIES = ['all', 'critical', 'warning', 'info'] as const satisfies readonly (Severity | 'all')[];

/** Which alerts of a list are looked for. */
export function AlertFilters({
  filter,
  withState,
  onChange,
}: {
  filter: AlertFilter;
  withState: boolean;
  onChange(filter: AlertFilter): void;
}) {
  const { words } = useText();
  return (
    <>
      <FilterField
        label={words.alerts.filter}
        value={filter.text}
        onInput={(text) => onChange({ ...filter, text })}
      />
      <select
        aria-label={words.alerts.severity}
        value={filter.severity}
        onChange={(event) =>
          onChange({ ...filter, severity: event.currentTarget.value as AlertFilter['severity'] })
        }
      >
        {SEVERITIES.map((severity) => (
          <option key={severity} value={severity}>
            {words.alerts.severity}:{' '}
            {severity === 'all' ? words.shell.common.all : words.states.severity[severity]}
          </option>
        ))}
      </select>
      {withState && (
        <select
          aria-label={words.alerts.state}
          value={filter.state}
          onChange={(event) => onChange({ ...filter, state: event.currentTarget.value as StateFilter })}
        >
          {STATE_FILTERS.map((state) => (
            <option key={state} value={state}>
              {words.alerts.state}: {words.alerts.stateFilters[state]}
            </option>
          ))}
        </select>
      )}
    </>
  );
}
