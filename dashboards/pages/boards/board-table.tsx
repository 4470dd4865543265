import type { BoardEntry } from '#protocol/board.ts';
import { routeTo } from '../../state/route.ts';
import { Button } from '../../ui/button.tsx';
import { useText } from '../../ui/context.ts';
import { Table } from '../../ui/table.tsx';
import { useOrganisations } from '../settings/organisation-field.tsx';

/** Boards as rows, with what can be done with each. */
export function BoardTable(options: {
  boards: readonly BoardEntry[];
  mayChange(board: BoardEntry): boolean;
  onDuplicate: ((board: BoardEntry) => void) | undefined;
  onExport(board: BoardEntry): void;
  onRemove(board: BoardEntry): void;
}) {
  const { boards, mayChange, onDuplicate, onExport, onRemove } = options;
  const { words, formats } = useText();
  const text = words.boards;
  const { nameOf } = useOrganisations();
  return (
    <Table
      label={text.title}
      rows={boards}
      keyOf={({ id }) => id}
      columns={[
        {
          title: text.name,
          cell: ({ id, name, description }) => (
            <>
              <a class="strong" href={routeTo(`boards/${encodeURIComponent(id)}`)}>
                {name}
              </a>
              {description && <span class="below muted">{description}</span>}
            </>
          ),
        },
        {
          title: text.panel,
          minor: true,
          cell: ({ panels }) => text.panelCount(formats.number(panels)),
        },
        {
          title: text.ofWhom,
          minor: true,
          cell: ({ organisation }) => (organisation === '*' ? text.everyone : nameOf(organisation)),
        },
        {
          title: words.shell.common.edit,
          kind: 'actions',
          cell: (board) => (
            <>
              <span class="muted board-changed">
                {text.changed(board.changedBy, formats.moment(board.changedAtMs))}
              </span>
              {onDuplicate && (
                <Button
                  look="quiet"
                  label={`${text.duplicate}: ${board.name}`}
                  onClick={() => onDuplicate(board)}
                >
                  {text.duplicate}
                </Button>
              )}
              <Button look="quiet" label={`${text.export}: ${board.name}`} onClick={() => onExport(board)}>
                {text.export}
              </Button>
              {mayChange(board) && (
                <Button look="quiet" label={`${text.remove}: ${board.name}`} onClick={() => onRemove(board)}>
                  {text.remove}
                </Button>
              )}
            </>
          ),
        },
      ]}
    />
  );
}
