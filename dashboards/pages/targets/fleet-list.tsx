import type { Machine } from '../../state/machine.ts';
import { useText } from '../../ui/context.ts';
import { PHONE, useMedia } from '../../ui/use-media.ts';
import { useRem } from '../../ui/use-rem.ts';
import { useShownValues } from '../../ui/use-shown-values.ts';
import { useVirtual } from '../../ui/use-virtual.ts';
import { FleetRow } from './fleet-row.tsx';

const ROW_REM = 3;
const PHONE_ROW_REM = 5.5;
const COLUMNS = ['state', 'name', 'cpu', 'memory', 'disk', 'load', 'network'] as const;

/** One line a machine. Only the lines in the window exist, so a thousand machines cost no more than thirty. */
export function FleetList({ machines }: { machines: readonly Machine[] }) {
  const { words } = useText();
  const rowHeight = (useMedia(PHONE) ? PHONE_ROW_REM : ROW_REM) * useRem();
  const { list, range } = useVirtual<HTMLUListElement>(machines.length, rowHeight);
  const visible = machines.slice(range.first, range.end);
  useShownValues(visible.map(({ target }) => target.id));
  return (
    <div class="fleet-list">
      <div class="fleet-head" aria-hidden="true">
        {COLUMNS.map((column) => (
          <span key={column} class={`cell-${column}`}>
            {words.overview.columns[column]}
          </span>
        ))}
      </div>
      <ul
        ref={list}
        class="fleet-rows"
        aria-label={words.shell.pages.targets}
        style={{ height: `${machines.length * rowHeight}px` }}
      >
        {visible.map((machine, at) => (
          <FleetRow
            key={machine.target.id}
            machine={machine}
            index={range.first + at}
            count={machines.length}
            top={(range.first + at) * rowHeight}
            height={rowHeight}
          />
        ))}
      </ul>
    </div>
  );
}
