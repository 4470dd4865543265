import type { Loss } from '#protocol/store-state.ts';
import { useText } from '../../../ui/context.ts';
import { Table } from '../../../ui/table.tsx';
import { StateTag } from '../../../ui/tag.tsx';
import { wordOf } from '../../../words/word-of.ts';

/** What was received and is not in the history, each span with its reason. */
export function Losses({ losses }: { losses: readonly Loss[] }) {
  const { words, formats } = useText();
  const text = words.system.losses;
  return (
    <section class="panel card" aria-label={text.title}>
      <h2>{text.title}</h2>
      {losses.length === 0 ? (
        <p class="card-note">
          <StateTag mark="ok" text={text.none} />
        </p>
      ) : (
        <Table
          label={text.title}
          rows={losses}
          keyOf={({ from, reason }) => `${reason} ${from}`}
          columns={[
            { title: text.columns.reason, wide: true, cell: ({ reason }) => wordOf(text.reasons, reason) },
            { title: text.columns.span, cell: (loss) => <Span loss={loss} /> },
            {
              title: text.columns.entries,
              kind: 'number',
              minor: true,
              cell: ({ entries }) => formats.number(entries),
            },
            { title: text.columns.noticed, cell: ({ atMs }) => formats.full(atMs) },
          ]}
        />
      )}
    </section>
  );
}

function Span({ loss: { fromMs, toMs } }: { loss: Loss }) {
  const { words, formats } = useText();
  const text = words.system.losses;
  if (toMs === null) return <span class="muted">{text.unknown}</span>;
  if (fromMs === null) return <>{text.before(formats.full(toMs))}</>;
  return (
    <>
      {formats.full(fromMs)} – {formats.full(toMs)}
    </>
  );
}
