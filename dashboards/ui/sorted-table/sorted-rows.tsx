import { useState } from 'preact/hooks';
import { Button } from '../button.tsx';
import { useText, useWard } from '../context.ts';
import { Icon } from '../icon.tsx';
import { PHONE, useMedia } from '../use-media.ts';
import { useRem } from '../use-rem.ts';
import { useVirtual } from '../use-virtual.ts';
import { SortChoice } from './sort-choice.tsx';
import { nextSort, type Sort, type SortColumn } from './sort-rows.ts';

/** More rows are made only where the window is. */
const VIRTUAL_FROM = 80;
/** Rows of one line, and rows of two in columns of fixed width; as the style sheet has them. */
const ROW_REM = { lines: 2.75, tall: 3.5 } as const;
/** On a phone and on paper rows have any height: so many come at once. */
const CARDS_AT_ONCE = 60;
const PRINTED = 2_000;
/** A handful is seen at a glance, in whichever order. */
const CHOICE_FROM = 8;

export interface SortedRowsOptions<Row> {
  label: string;
  columns: readonly SortColumn<Row>[];
  /** In their order. */
  rows: readonly Row[];
  keyOf(row: Row): string | number;
  look: keyof typeof ROW_REM;
  sort: Sort | undefined;
  /** The table always has an order. */
  isAlways: boolean;
  onSort(sort: Sort | undefined): void;
}

/** The rows of a sorted table: heads that sort, and no more rows than the window shows. */
export function SortedRows<Row>(options: SortedRowsOptions<Row>) {
  const { label, columns, rows, keyOf, look, sort, isAlways, onSort } = options;
  const { preferences } = useWard();
  const { words } = useText();
  const isPhone = useMedia(PHONE);
  const isPrinting = preferences.printing.value;
  const [most, setMost] = useState(CARDS_AT_ONCE);
  const rowHeight = ROW_REM[look] * useRem();
  const isVirtual = !isPhone && !isPrinting && rows.length > VIRTUAL_FROM;
  const { list, range } = useVirtual<HTMLTableSectionElement>(rows.length, rowHeight);
  const first = isVirtual ? range.first : 0;
  const end = isVirtual ? range.end : isPrinting ? PRINTED : isPhone ? most : rows.length;
  const isEven = !isPhone && !isPrinting && (isVirtual || look === 'tall');
  return (
    <>
      {isPhone && rows.length > CHOICE_FROM && (
        <SortChoice columns={columns} sort={sort} isAlways={isAlways} onSort={onSort} />
      )}
      <div class="table-frame">
        <table
          class={`table cards ${look}${isEven ? ' even' : ''}`}
          aria-label={label}
          aria-rowcount={rows.length + 1}
        >
          <thead>
            <tr>
              {columns.map((column) => (
                <Head key={column.key} column={column} sort={sort} isAlways={isAlways} onSort={onSort} />
              ))}
            </tr>
          </thead>
          <tbody ref={list}>
            {isVirtual && first > 0 && <Gap height={first * rowHeight} columns={columns.length} />}
            {rows.slice(first, end).map((row, at) => (
              <tr key={keyOf(row)} aria-rowindex={first + at + 2}>
                {columns.map((column) => (
                  <td key={column.key} class={classOf(column)} data-title={column.title}>
                    {column.cell(row)}
                  </td>
                ))}
              </tr>
            ))}
            {isVirtual && end < rows.length && (
              <Gap height={(rows.length - end) * rowHeight} columns={columns.length} />
            )}
          </tbody>
        </table>
      </div>
      {isPhone && rows.length > most && (
        <div class="more">
          <Button onClick={() => setMost((before) => before + CARDS_AT_ONCE)}>
            {words.shell.common.more}
          </Button>
        </div>
      )}
    </>
  );
}

function Head<Row>(
  options: { column: SortColumn<Row> } & Pick<SortedRowsOptions<Row>, 'sort' | 'isAlways' | 'onSort'>,
) {
  const { column, sort, isAlways, onSort } = options;
  const { words } = useText();
  const { key, title, kind, width, value } = column;
  const own = sort?.key === key ? sort : undefined;
  const order = own && (own.isDown ? 'descending' : 'ascending');
  return (
    <th class={classOf(column)} style={width ? { width } : undefined} aria-sort={order}>
      {value ? (
        <button
          type="button"
          class="sort-button"
          title={words.target.table.sortBy(title)}
          onClick={() => onSort(nextSort(sort, key, kind === 'number', isAlways))}
        >
          {title}
          {own && <Icon name={own.isDown ? 'down' : 'up'} />}
        </button>
      ) : kind === 'actions' ? (
        <span class="hidden-text">{title}</span>
      ) : (
        title
      )}
    </th>
  );
}

/** Stands for the rows that are not made. */
function Gap({ height, columns }: { height: number; columns: number }) {
  return (
    <tr class="table-gap">
      <td colSpan={columns} style={{ height: `${height}px` }} />
    </tr>
  );
}

function classOf<Row>({ kind = 'text', minor, wide, bare }: SortColumn<Row>): string {
  return `${kind}${minor ? ' minor' : ''}${wide ? ' wide' : ''}${bare ? ' bare' : ''}`;
}
