import { useState } from 'preact/hooks';
import type { RecordsAnswer } from '../../api/shapes.ts';
import { useText, useWard } from '../../ui/context.ts';
import { Failed } from '../../ui/empty.tsx';
import { useLoad } from '../../ui/use-load.ts';
import { changeLines, readInventoryChange } from './change-events.ts';
import { useFirst } from './first-answers.ts';

/** Events read at once. */
const PAGE = 20;
const MOST = 200;
/** Changes of one moment that are shown; the rest is counted. */
const MOST_LINES = 12;

/** What about the target has become another one, and when: its inventory, its configuration. */
export function Changes({ target }: { target: string }) {
  const { api } = useWard();
  const { words, formats } = useText();
  const text = words.target.changes;
  const [limit, setLimit] = useState(PAGE);
  const first = useFirst(({ events }) => events);
  const { value, error, reload } = useLoad(
    (signal) =>
      first(() =>
        api.get<RecordsAnswer & { next: string | null }>('records', { target, kind: 'event', limit }, signal),
      ),
    [target, limit],
  );
  if (error !== undefined && !value) return <Failed error={error} onRetry={reload} />;
  if (!value || value.records.length === 0) return null;
  return (
    <section class="panel card" aria-label={text.title}>
      <h2>{text.title}</h2>
      <ol class="change-list">
        {value.records.map(({ timeMs, key, data }, at) => (
          <li key={`${timeMs} ${key} ${at}`}>
            <time dateTime={new Date(timeMs).toISOString()} title={formats.full(timeMs)} class="muted">
              {formats.moment(timeMs)}
            </time>
            <Change what={key} data={data} />
          </li>
        ))}
      </ol>
      {value.next && limit < MOST && (
        <button type="button" class="link card-more" onClick={() => setLimit(Math.min(MOST, limit * 3))}>
          {text.older}
        </button>
      )}
    </section>
  );
}

function Change({ what, data }: { what: string; data: unknown }) {
  const { words, formats } = useText();
  const text = words.target.marks;
  if (what === 'config_changed') {
    const { added = 0, removed = 0 } = (data ?? {}) as { added?: number; removed?: number };
    return <p>{text.config(formats.number(added), formats.number(removed))}</p>;
  }
  if (what !== 'inventory_changed') return <p>{text.event(what)}</p>;
  const { changes, total } = readInventoryChange(data);
  const lines = changeLines(changes.slice(0, MOST_LINES), words, formats);
  return (
    <ul>
      {lines.map(({ what: path, before, after }, at) => (
        <li key={`${path} ${at}`} class="change-line">
          <span class="change-what">{path}</span>
          <del>{before}</del>
          <span aria-hidden="true">→</span>
          <ins>{after}</ins>
        </li>
      ))}
      {total > lines.length && <li class="muted">{text.more(formats.number(total - lines.length))}</li>}
    </ul>
  );
}
