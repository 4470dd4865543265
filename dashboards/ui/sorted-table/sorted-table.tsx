import './sorted-table.css';
import type { ComponentChildren } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { Button } from '../button.tsx';
import { copyText } from '../clipboard.ts';
import { useText, useWard } from '../context.ts';
import { toCsv } from '../csv.ts';
import { filterRows, type Sort, type SortColumn, sortRows } from './sort-rows.ts';
import { SortedRows } from './sorted-rows.tsx';
import { useSort } from './use-sort.ts';

/** Fewer rows are seen at a glance: nobody filters them. */
const FILTERED_FROM = 8;

export interface SortedTableOptions<Row> {
  /** Names the table in the address; short. */
  id: string;
  label: string;
  columns: readonly SortColumn<Row>[];
  rows: readonly Row[];
  keyOf(row: Row): string | number;
  /** What a row is found by beside its columns. */
  foundBy?(row: Row): string;
  /** So many rows are shown until somebody asks for all, filters or sorts. */
  most?: number;
  /** Beside the title. */
  head?: ComponentChildren;
}

/** A list that is a page: its title, its filter and its file are those of the page, and its rows have two lines. */
export function SortedList<Row>(
  options: Pick<SortedTableOptions<Row>, 'id' | 'label' | 'columns' | 'rows' | 'keyOf'> & { usual: Sort },
) {
  const { id, label, columns, rows, keyOf, usual } = options;
  const { sort = usual, setSort } = useSort(id, columns);
  const compare = useCompare();
  return (
    <div class="sorted-list panel">
      <SortedRows
        label={label}
        columns={columns}
        rows={sortRows(rows, columns, sort, compare)}
        keyOf={keyOf}
        look="tall"
        sort={sort}
        isAlways
        onSort={setSort}
      />
    </div>
  );
}

/** A table with a title that is sorted and filtered by mouse and by keyboard, copied, and as long as it likes. */
export function SortedTable<Row>(options: SortedTableOptions<Row>) {
  const { id, label, columns, rows, keyOf, foundBy, most, head } = options;
  const { toasts } = useWard();
  const { words, formats } = useText();
  const text = words.target.table;
  const { sort, setSort } = useSort(id, columns);
  const [filter, setFilter] = useState('');
  const [isOpen, setOpen] = useState(false);
  const compare = useCompare();
  const found = sortRows(filterRows(rows, columns, filter, foundBy), columns, sort, compare);
  const isFolded = most !== undefined && !isOpen && filter === '' && found.length > most;
  const shown = isFolded ? found.slice(0, most) : found;

  async function copy(): Promise<void> {
    const told = columns.filter(({ value }) => value);
    const body = found.map((row) => told.map(({ value }) => value?.(row) ?? ''));
    const copied = await copyText(toCsv([told.map(({ title }) => title), ...body]));
    toasts.say(
      copied ? text.copied(formats.number(found.length)) : text.notCopied,
      copied ? undefined : 'bad',
    );
  }

  return (
    <section class="panel card sorted-table" aria-label={label}>
      <header class="card-head">
        <h2>{label}</h2>
        {head}
        {rows.length > FILTERED_FROM && (
          <label class="table-filter">
            <span class="hidden-text">{text.filter(label)}</span>
            <input
              type="search"
              value={filter}
              placeholder={text.filter(label)}
              autocomplete="off"
              spellcheck={false}
              onInput={(event) => setFilter(event.currentTarget.value)}
              onKeyDown={(event) => {
                if (event.key === 'Escape') setFilter('');
              }}
            />
          </label>
        )}
        {filter !== '' && (
          <span class="muted" role="status">
            {text.filtered(formats.number(found.length), formats.number(rows.length))}
          </span>
        )}
        <Button look="quiet" icon="copy" label={`${text.copy}: ${label}`} onClick={() => void copy()} />
      </header>
      <SortedRows
        label={label}
        columns={columns}
        rows={shown}
        keyOf={keyOf}
        look="lines"
        sort={sort}
        isAlways={false}
        onSort={setSort}
      />
      {shown.length === 0 && <p class="muted card-note">{text.nothing}</p>}
      {most !== undefined && filter === '' && found.length > most && (
        <button type="button" class="link card-more" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? words.device.fold : words.device.showAll(formats.number(found.length))}
        </button>
      )}
    </section>
  );
}

/** Texts in the order of the language in force, numbers in them as people count. */
function useCompare(): (one: string, other: string) => number {
  const { formats } = useText();
  return useMemo(
    () => new Intl.Collator(formats.language, { numeric: true, sensitivity: 'base' }).compare,
    [formats.language],
  );
}
