import { useState } from 'preact/hooks';
import { useText } from '../../../ui/context.ts';
import { markOfState, rankOfMark } from '../../../ui/mark-of-state.ts';
import { Table } from '../../../ui/table.tsx';
import { StateTag } from '../../../ui/tag.tsx';
import { stateOf } from '../../../words/metric-words.ts';
import { metricTitle } from '../../../words/words.ts';
import type { MachineData } from '../machine-data.ts';
import type { MachineSeries } from '../machine-series.ts';

interface Part {
  type: string;
  name: string;
  mark: ReturnType<typeof markOfState>;
  text: string;
}

/** Boards, fans, supplies, disks …: how many are well, and by name those that are not. */
export function Parts(options: { data: MachineData }) {
  const { data } = options.data.shown.value;
  const { words, formats } = useText();
  const [all, setAll] = useState(false);
  const parts = data.of('hardware.state').map((series) => partOf(series));
  if (parts.length === 0) return null;
  const ill = parts.filter(({ mark }) => mark !== 'ok');
  const rows = [...(all ? parts : ill)].sort(worstFirst);
  const types = new Map<string, Part[]>();
  for (const part of parts) types.set(part.type, [...(types.get(part.type) ?? []), part]);
  const title = words.device.parts;

  function partOf({ metric, labels, latest }: MachineSeries): Part {
    const state = stateOf(formats.language, metric, latest.value) ?? {
      word: 'unknown',
      text: formats.number(latest.value),
    };
    return {
      type: labels.type ?? '',
      name: labels.part ?? '',
      mark: markOfState(metric, state.word),
      text: state.text,
    };
  }

  return (
    <section class="panel card" aria-label={title}>
      <header class="card-head">
        <h2>{title}</h2>
        <button type="button" class="link" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? words.device.onlyIll : words.device.showAll(formats.number(parts.length))}
        </button>
      </header>
      <ul class="part-counts">
        {[...types].map(([type, those]) => {
          const well = those.filter(({ mark }) => mark === 'ok').length;
          const worst = [...those].sort(worstFirst)[0];
          return (
            <li key={type}>
              <StateTag mark={worst?.mark ?? 'none'} text={typeText(type)} />
              <span class="muted">
                {words.device.wellOf(formats.number(well), formats.number(those.length))}
              </span>
            </li>
          );
        })}
      </ul>
      {rows.length > 0 && (
        <Table
          label={title}
          rows={rows}
          keyOf={({ type, name }) => `${type} ${name}`}
          columns={[
            {
              title: metricTitle(words, 'hardware.state'),
              cell: ({ mark, text }) => <StateTag mark={mark} text={text} />,
            },
            { title: words.device.part, cell: ({ name }) => name },
            { title: words.device.partType, minor: true, cell: ({ type }) => typeText(type) },
          ]}
        />
      )}
    </section>
  );

  function typeText(type: string): string {
    return (words.device.partTypes as Record<string, string>)[type] ?? type;
  }
}

function worstFirst(a: Part, b: Part): number {
  return rankOfMark(a.mark) - rankOfMark(b.mark);
}
