import { useEffect, useState } from 'preact/hooks';
import type { RecordsAnswer } from '../../api/shapes.ts';
import { Segments } from '../../ui/button.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { Failed } from '../../ui/empty.tsx';
import { useLoad } from '../../ui/use-load.ts';
import { readTopProcesses } from './records.ts';

const RENEW_MS = 60_000;

/** Which processes use most, as of the last minute. */
export function TopProcesses({ target }: { target: string }) {
  const { api } = useWard();
  const { words, formats } = useText();
  const text = words.machine.processColumns;
  const [by, setBy] = useState<'cpu' | 'memory'>('cpu');
  const { value, error, reload } = useLoad(
    async (signal) => {
      const { records } = await api.get<RecordsAnswer>('records', { target, kind: 'top_processes' }, signal);
      return records[0] ?? null;
    },
    [target],
  );
  useEffect(() => {
    const timer = setInterval(reload, RENEW_MS);
    return () => clearInterval(timer);
  }, [reload]);

  const lists = value ? readTopProcesses(value.data) : undefined;
  const rows = lists?.[by] ?? [];
  return (
    <section class="panel card" aria-label={words.machine.processes}>
      <header class="card-head">
        <h2>{words.machine.processes}</h2>
        {value && <span class="muted">{words.machine.asOf(formats.time(value.timeMs))}</span>}
        <Segments
          label={words.overview.sort}
          value={by}
          choices={(['cpu', 'memory'] as const).map((each) => ({ value: each, text: text[each] }))}
          onChoose={(next) => setBy(next)}
        />
      </header>
      {error !== undefined && !value && <Failed error={error} onRetry={reload} />}
      {value === null && <p class="muted card-note">{words.machine.noProcesses}</p>}
      {rows.length > 0 && (
        <div class="table-frame">
          <table class="table">
            <thead>
              <tr>
                <th>{text.name}</th>
                <th class="minor">{text.user}</th>
                <th class="number">{text.cpu}</th>
                <th class="number">{text.memory}</th>
                <th class="number minor">{text.pid}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((process) => (
                <tr key={process.pid}>
                  <td class="process-cell">
                    <strong>{process.name}</strong>
                    <span class="muted clip" title={process.command}>
                      {process.command}
                    </span>
                  </td>
                  <td class="minor">{process.user}</td>
                  <td class="number">{formats.percent(process.cpuPercent)}</td>
                  <td class="number">{formats.bytes(process.memoryBytes)}</td>
                  <td class="number minor muted">{process.pid}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
