import { useState } from 'preact/hooks';
import { getAll } from '../../api/lists.ts';
import type { Paged } from '../../api/shapes.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmChange } from '../../ui/confirm-change.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { Table } from '../../ui/table.tsx';
import { StateTag } from '../../ui/tag.tsx';
import { useLoad } from '../../ui/use-load.ts';

interface TokenEntry {
  id: string;
  comment: string;
  createdBy: string;
  createdAtMs: number;
  expiresAtMs: number;
  usedAtMs: number | null;
  zone: string | null;
}

/** One-time tokens: which of them still open something, and what takes them back. */
export function EnrolTokens() {
  const { api, clock } = useWard();
  const { words, formats } = useText();
  const text = words.settings.agents;
  const [removing, setRemoving] = useState<TokenEntry>();
  const { value, reload } = useLoad(
    () => getAll(api, 'enrol-tokens', (answer: Paged & { tokens: TokenEntry[] }) => answer.tokens),
    [],
  );
  if (!value || value.length === 0) return null;
  const nowMs = clock.nowMs.value;
  const rows = [...value].sort((one, other) => other.createdAtMs - one.createdAtMs);
  return (
    <section class="panel card" aria-label={text.tokens}>
      <h2>{text.tokens}</h2>
      <Table
        label={text.tokens}
        rows={rows}
        keyOf={({ id }) => id}
        columns={[
          {
            title: text.tokenColumns.comment,
            cell: ({ comment, zone }) => (
              <span class="where-cell">
                {comment || <span class="muted">{text.tokenNoComment}</span>}
                {zone !== null && (
                  <span class="below muted">
                    {text.columns.zone}: {zone}
                  </span>
                )}
              </span>
            ),
          },
          {
            title: text.tokenColumns.made,
            minor: true,
            cell: ({ createdBy, createdAtMs }) => `${createdBy}, ${formats.moment(createdAtMs)}`,
          },
          { title: text.tokenColumns.state, cell: (token) => <State token={token} nowMs={nowMs} /> },
          {
            title: text.tokenRemove,
            kind: 'actions',
            cell: (token) =>
              token.usedAtMs === null && (
                <Button look="quiet" onClick={() => setRemoving(token)}>
                  {text.tokenRemove}
                </Button>
              ),
          },
        ]}
      />
      {removing && (
        <ConfirmChange
          title={text.tokenRemoveTitle}
          hint={text.tokenRemoveHint}
          action={text.tokenRemove}
          change={() => api.send('DELETE', `enrol-tokens/${encodeURIComponent(removing.id)}`)}
          done={text.tokenRemoved}
          onClose={() => setRemoving(undefined)}
          onDone={() => {
            setRemoving(undefined);
            reload();
          }}
        />
      )}
    </section>
  );
}

function State({ token: { usedAtMs, expiresAtMs }, nowMs }: { token: TokenEntry; nowMs: number }) {
  const { words, formats } = useText();
  const text = words.settings.agents.tokenStates;
  if (usedAtMs !== null) return <StateTag mark="none" text={text.used(formats.moment(usedAtMs))} />;
  if (expiresAtMs <= nowMs) return <StateTag mark="none" text={text.expired} />;
  return <StateTag mark="ok" text={text.unused(formats.moment(expiresAtMs))} />;
}
