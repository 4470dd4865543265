import type { ComponentChildren } from 'preact';

export interface Column<Row> {
  title: string;
  /** `number` stands to the right, `actions` too and without a title that one sees. */
  kind?: 'text' | 'number' | 'actions';
  /** Left out on a phone. */
  minor?: boolean;
  /** Takes a line of its own on a phone. */
  wide?: boolean;
  /** A number that says by its row what it is: on a phone it stands to the right, without the title of its column. */
  bare?: boolean;
  cell(row: Row): ComponentChildren;
}

/** A plain table in a frame that scrolls by itself when it is too wide. */
export function Table<Row>(options: {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf(row: Row): string | number;
}) {
  const { label, columns, rows, keyOf } = options;
  return (
    <div class="table-frame panel">
      <table class="table cards" aria-label={label}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.title} class={classOf(column)}>
                {column.kind === 'actions' ? <span class="hidden-text">{column.title}</span> : column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map((column) => (
                <td key={column.title} class={classOf(column)} data-title={column.title}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function classOf<Row>({ kind = 'text', minor, wide, bare }: Column<Row>): string {
  return `${kind}${minor ? ' minor' : ''}${wide ? ' wide' : ''}${bare ? ' bare' : ''}`;
}
