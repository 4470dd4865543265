import { useMemo, useState } from 'preact/hooks';
import type { Explored } from '#protocol/explore.ts';
import { useText } from '../../ui/context.ts';
import { valueText } from '../../words/value-text.ts';
import { type NamedLine, summary } from './lines.ts';

const COLUMNS = ['last', 'avg', 'min', 'max'] as const;
type Sorted = (typeof COLUMNS)[number] | 'name';

/** Lines as rows: what each comes down to over the span; a click on a column sorts by it. */
export function ExploredTable(options: {
  metric: string;
  title: string;
  answer: Explored;
  lines: readonly NamedLine[];
}) {
  const { metric, title, answer, lines } = options;
  const { words, formats } = useText();
  const text = words.explore;
  const [sorted, setSorted] = useState<{ by: Sorted; down: boolean }>();
  const rows = useMemo(() => {
    const all = lines.map(({ line, name }) => ({ line, name, sums: summary(line.values) }));
    if (!sorted) return all;
    const { by, down } = sorted;
    const sign = down ? -1 : 1;
    return all.sort((one, other) => {
      if (by === 'name')
        return sign * one.name.localeCompare(other.name, formats.language, { numeric: true });
      const [first, second] = [one.sums[by], other.sums[by]];
      if (first === null || second === null) return Number(first === null) - Number(second === null);
      return sign * (first - second);
    });
  }, [lines, sorted, formats.language]);
  const head = (by: Sorted) => (
    <th
      key={by}
      class={by === 'name' ? 'text' : 'number'}
      aria-sort={sorted?.by === by ? (sorted.down ? 'descending' : 'ascending') : 'none'}
    >
      <button
        type="button"
        class="sort-head"
        onClick={() => setSorted({ by, down: sorted?.by === by ? !sorted.down : by !== 'name' })}
      >
        {text.columns[by]}
        {sorted?.by === by && <span aria-hidden="true">{sorted.down ? ' ↓' : ' ↑'}</span>}
      </button>
    </th>
  );
  return (
    <div class="table-frame explored-table">
      <table class="table" aria-label={title}>
        <thead>
          <tr>
            {head('name')}
            {COLUMNS.map(head)}
            <th class="number">{text.columns.series}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ line, name, sums }) => (
            <tr key={name}>
              <td class="text">{name}</td>
              {COLUMNS.map((by) => (
                <td key={by} class="number">
                  {sums[by] === null ? '–' : valueText(formats, metric, answer.unit, sums[by])}
                </td>
              ))}
              <td class="number">{formats.number(line.series)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
