import { Button } from '../button.tsx';
import { useText } from '../context.ts';
import type { Sort, SortColumn } from './sort-rows.ts';

/** Where rows are cards and there is no head to press: by which column, and which way. */
export function SortChoice<Row>(options: {
  columns: readonly SortColumn<Row>[];
  sort: Sort | undefined;
  /** The order cannot be taken away. */
  isAlways: boolean;
  onSort(sort: Sort | undefined): void;
}) {
  const { columns, sort, isAlways, onSort } = options;
  const { words } = useText();
  const text = words.target.table;

  function choose(key: string): void {
    const column = columns.find((each) => each.key === key);
    onSort(column && { key, isDown: column.kind === 'number' });
  }

  return (
    <div class="sort-choice">
      <label>
        {text.sort}{' '}
        <select value={sort?.key ?? ''} onChange={(event) => choose(event.currentTarget.value)}>
          {!isAlways && <option value="" />}
          {columns
            .filter(({ value }) => value)
            .map(({ key, title }) => (
              <option key={key} value={key}>
                {title}
              </option>
            ))}
        </select>
      </label>
      {sort && (
        <Button
          icon={sort.isDown ? 'down' : 'up'}
          label={sort.isDown ? text.descending : text.ascending}
          onClick={() => onSort({ ...sort, isDown: !sort.isDown })}
        />
      )}
    </div>
  );
}
