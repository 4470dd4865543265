import { useState } from 'preact/hooks';
import type { ImportPlan, PlannedRow, RowFate } from '../../../api/bulk.ts';
import { Button } from '../../../ui/button.tsx';
import { useText } from '../../../ui/context.ts';
import type { Mark } from '../../../ui/state-mark.tsx';
import { Table } from '../../../ui/table.tsx';
import { StateTag } from '../../../ui/tag.tsx';
import { kindText, type Words } from '../../../words/words.ts';

const FATES: readonly RowFate[] = ['refused', 'new', 'changed', 'unchanged'];
const MARKS: Readonly<Record<RowFate, Mark>> = {
  refused: 'critical',
  new: 'ok',
  changed: 'warning',
  unchanged: 'none',
};
/** Drawn at a time: a dialog scrolls by itself. */
const DRAWN = 200;

/** What will happen to each row, those first that keep all of it from being done. */
export function PlanTable({ plan }: { plan: ImportPlan }) {
  const { words, formats } = useText();
  const text = words.bulk;
  const [fate, setFate] = useState<RowFate | undefined>(plan.counts.refused > 0 ? 'refused' : undefined);
  const [drawn, setDrawn] = useState(DRAWN);
  const rows = plan.rows.filter(({ what }) => fate === undefined || what === fate);
  return (
    <>
      <fieldset class="kind-chips" aria-label={text.columns.fate}>
        {[undefined, ...FATES].map((each) => {
          const count = each === undefined ? plan.rows.length : plan.counts[each];
          return (
            <button
              key={each ?? ''}
              type="button"
              class="chip"
              aria-pressed={fate === each}
              disabled={count === 0}
              onClick={() => {
                setFate(each);
                setDrawn(DRAWN);
              }}
            >
              {each === undefined ? text.all : text.fates[each]}{' '}
              <span class="chip-count">{formats.number(count)}</span>
            </button>
          );
        })}
      </fieldset>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has no mouse scrolls it with the arrows */}
      <section class="plan-rows" tabIndex={0} aria-label={text.columns.what}>
        <Table
          label={text.columns.what}
          rows={rows.slice(0, drawn)}
          keyOf={({ row }) => row}
          columns={[
            { title: text.columns.row, cell: ({ row }) => formats.number(row) },
            {
              title: text.columns.fate,
              cell: ({ what }) => <StateTag mark={MARKS[what]} text={text.fates[what]} />,
            },
            { title: text.columns.name, cell: ({ name }) => <span class="where-cell strong">{name}</span> },
            { title: text.columns.what, wide: true, cell: (row) => <What row={row} /> },
          ]}
        />
        {rows.length > drawn && (
          <p class="more">
            <Button onClick={() => setDrawn(drawn + DRAWN)}>
              {text.more(formats.number(Math.min(DRAWN, rows.length - drawn)))}
            </Button>
          </p>
        )}
      </section>
    </>
  );
}

function What({ row }: { row: PlannedRow }) {
  const { words } = useText();
  const text = words.bulk;
  const isNew = row.what === 'new';
  return (
    <ul class="plan-cells">
      {row.faults.map(({ column, code, found, allowed }) => (
        <li key={`${column} ${code} ${found}`} class="state-critical">
          <strong>{column === null ? text.row : (text.names[column] ?? column)}</strong>
          {found !== '' && <code>{found}</code>}{' '}
          {text.faults[code]?.(found, allowedText(words, column, code, allowed)) ?? code}
        </li>
      ))}
      {row.changes.map(({ column, from, to }) => (
        <li key={column}>
          <span class="muted">{text.names[column] ?? column}</span>{' '}
          {!isNew && (
            <>
              <del>{from || text.empty}</del> →{' '}
            </>
          )}
          <span class="strong">{to || text.empty}</span>
        </li>
      ))}
    </ul>
  );
}

/** A range as a range, and a choice as a list; kinds as people write them, which an import takes too. */
function allowedText(words: Words, column: string | null, code: string, allowed: readonly string[]): string {
  if (code === 'not_between') return allowed.join('–');
  const named = column === 'kind' ? allowed.map((kind) => kindText(words, kind)) : allowed;
  return named.join(words.language === 'zh-CN' ? '、' : ', ');
}
