import type { RecordsAnswer } from '../../../api/shapes.ts';
import { useText, useWard } from '../../../ui/context.ts';
import type { Mark } from '../../../ui/state-mark.tsx';
import { Table } from '../../../ui/table.tsx';
import { StateTag } from '../../../ui/tag.tsx';
import { useLoad } from '../../../ui/use-load.ts';
import { useFirst } from '../first-answers.ts';

const SHOWN = 50;

/** What the device called out by itself, newest first; those that nobody knows as well. */
export function Traps({ target }: { target: string }) {
  const { api } = useWard();
  const { words, formats } = useText();
  const first = useFirst(({ traps }) => traps);
  const { value } = useLoad(
    async (signal) => {
      const records = await first(
        async () => (await api.get<RecordsAnswer>('records', { target, kind: 'trap' }, signal)).records,
      );
      return [...records].sort((a, b) => b.timeMs - a.timeMs).slice(0, SHOWN);
    },
    [target],
  );
  if (!value || value.length === 0) return null;
  const text = words.device.trapColumns;
  const field = (data: unknown, name: string) =>
    String((data as Record<string, unknown> | null)?.[name] ?? '');
  return (
    <section class="panel card" aria-label={words.device.traps}>
      <h2>{words.device.traps}</h2>
      <Table
        label={words.device.traps}
        rows={value}
        keyOf={({ timeMs, key }) => `${timeMs} ${key}`}
        columns={[
          {
            title: text.time,
            cell: ({ timeMs }) => <span title={formats.full(timeMs)}>{formats.moment(timeMs)}</span>,
          },
          { title: text.trap, cell: ({ key, data }) => field(data, 'name') || key },
          { title: text.severity, cell: ({ data }) => <Severity code={field(data, 'severity')} /> },
        ]}
      />
    </section>
  );
}

function Severity({ code }: { code: string }) {
  const { words } = useText();
  const text = (words.states.severity as Record<string, string>)[code];
  return text ? <StateTag mark={code as Mark} text={text} /> : <span class="muted">{code}</span>;
}
