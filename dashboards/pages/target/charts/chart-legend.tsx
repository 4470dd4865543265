import { valueAt } from '../../../charts/align.ts';
import { useText } from '../../../ui/context.ts';
import type { PanelLines } from './panel-lines.ts';

/** The values under the cursor, or the newest. Alone follows the cursor, so that moving it draws no chart anew. */
export function ChartLegend(options: { lines: PanelLines; unit: string; cursor: { value: number | null } }) {
  const { lines, unit, cursor } = options;
  const { data, looks, more, earlier } = lines;
  const { words, formats } = useText();
  const [times, ...columns] = data;
  const row = cursor.value ?? times.length - 1;
  return (
    <ul class="legend">
      {looks.map((look, at) => {
        if (look.pale) return null;
        const value = valueAt(columns[at], row);
        const was = earlier.get(at);
        const before = was === undefined ? undefined : valueAt(columns[was], row);
        return (
          <li key={look.name} title={look.name}>
            <svg class={`swatch swatch-${look.color % 8}`} viewBox="0 0 14 4" aria-hidden="true">
              <path d="M1 2h12" stroke-dasharray={look.dashed ? '4 3' : undefined} />
            </svg>
            <span class="clip">{look.name}</span>
            <span class="legend-value">{formats.value(value ?? null, unit)}</span>
            {before !== undefined && (
              <span class="legend-before muted">{words.target.compare.was(formats.value(before, unit))}</span>
            )}
          </li>
        );
      })}
      {more > 0 && <li class="muted">{words.machine.moreSeries(formats.number(more))}</li>}
    </ul>
  );
}
