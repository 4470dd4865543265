import { useState } from 'preact/hooks';
import { Segments } from '../../ui/button.tsx';
import { useText } from '../../ui/context.ts';
import { Failed } from '../../ui/empty.tsx';
import { SortedTable } from '../../ui/sorted-table/sorted-table.tsx';
import { useRenewed } from '../../ui/use-renewed.ts';
import { readTopProcesses } from './records.ts';
import { useRecords } from './use-records.ts';

const RENEW_MS = 60_000;

/** Which processes use most, as of the last minute. */
export function TopProcesses({ target }: { target: string }) {
  const { words, formats } = useText();
  const text = words.machine.processColumns;
  const [by, setBy] = useState<'cpu' | 'memory'>('cpu');
  const { value: records, error, reload } = useRecords(target, 'top_processes');
  const value = records?.[0];
  useRenewed(reload, RENEW_MS);

  const lists = value ? readTopProcesses(value.data) : undefined;
  const rows = lists?.[by] ?? [];
  if (rows.length === 0)
    return (
      <section class="panel card" aria-label={words.machine.processes}>
        <h2>{words.machine.processes}</h2>
        {error !== undefined && !value && <Failed error={error} onRetry={reload} />}
        {records?.length === 0 && <p class="muted card-note">{words.machine.noProcesses}</p>}
      </section>
    );
  return (
    <SortedTable
      id="processes"
      label={words.machine.processes}
      head={
        <>
          {value && <span class="muted">{words.machine.asOf(formats.time(value.timeMs))}</span>}
          <Segments
            label={words.overview.sort}
            value={by}
            choices={(['cpu', 'memory'] as const).map((each) => ({ value: each, text: text[each] }))}
            onChoose={(next) => setBy(next)}
          />
        </>
      }
      rows={rows}
      keyOf={({ pid }) => pid}
      foundBy={({ command }) => command}
      columns={[
        {
          key: 'name',
          title: text.name,
          wide: true,
          value: ({ name }) => name,
          cell: ({ name, command }) => (
            <span class="process-name">
              <strong>{name}</strong>
              <span class="muted clip" title={command}>
                {command}
              </span>
            </span>
          ),
        },
        { key: 'user', title: text.user, minor: true, value: ({ user }) => user, cell: ({ user }) => user },
        {
          key: 'cpu',
          title: text.cpu,
          kind: 'number',
          value: ({ cpuPercent }) => cpuPercent,
          cell: ({ cpuPercent }) => formats.percent(cpuPercent),
        },
        {
          key: 'memory',
          title: text.memory,
          kind: 'number',
          value: ({ memoryBytes }) => memoryBytes,
          cell: ({ memoryBytes }) => formats.bytes(memoryBytes),
        },
        {
          key: 'pid',
          title: text.pid,
          kind: 'number',
          minor: true,
          value: ({ pid }) => pid,
          cell: ({ pid }) => <span class="muted">{pid}</span>,
        },
      ]}
    />
  );
}
