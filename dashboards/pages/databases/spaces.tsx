import { useEffect } from 'preact/hooks';
import type { SpaceEntry, SpacesAnswer } from '../../api/services.ts';
import { routeTo } from '../../state/route.ts';
import { NoMatch } from '../../ui/across/no-match.tsx';
import { ToAdd } from '../../ui/across/to-add.tsx';
import { Button } from '../../ui/button.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { Empty } from '../../ui/empty.tsx';
import { saveCsv } from '../../ui/save-csv.ts';
import { SortedList } from '../../ui/sorted-table/sorted-table.tsx';
import { StateTag } from '../../ui/tag.tsx';
import { type SpaceKind, spaceColumns, spaceRows } from './space-columns.tsx';

const SOON_DAYS = [2, 7, 30] as const;
const AGAIN_MS = 3_000;
const RULES: Readonly<Record<SpaceKind, string>> = { spaces: 'database-space-week', disks: 'disk-full-soon' };

/** Everything that fills up, the soonest first. */
export function Spaces({
  kind,
  answer,
  isNarrowed,
  onClear,
  onAgain,
}: {
  kind: SpaceKind;
  answer: SpacesAnswer;
  isNarrowed: boolean;
  onClear(): void;
  onAgain(): void;
}) {
  const { clock } = useWard();
  const { words, formats } = useText();
  const text = words.databases;
  const { spaces, total, waiting } = answer;
  useEffect(() => {
    if (waiting === 0) return;
    const timer = setTimeout(onAgain, AGAIN_MS);
    return () => clearTimeout(timer);
  }, [answer]);
  if (spaces.length === 0 && waiting === 0)
    return isNarrowed ? (
      <NoMatch onClear={onClear} />
    ) : (
      <Empty
        title={kind === 'disks' ? text.noDisks : text.none}
        hint={kind === 'disks' ? text.noDisksHint : text.noneHint}
      >
        {kind !== 'disks' && <ToAdd asks="database" text={text.toAdd} />}
      </Empty>
    );
  const columns = spaceColumns(kind, words, formats);
  const name = `${kind}-${formats.field(clock.now()).slice(0, 10)}.csv`;
  return (
    <>
      <div class="across-head">
        <p class="across-summary" role="status">
          <span class="muted">
            {spaces.length === total
              ? text.counts(formats.number(total))
              : text.shown(formats.number(spaces.length), formats.number(total))}
          </span>
          {SOON_DAYS.map((days) => (
            <Soon key={days} spaces={spaces} days={days} />
          ))}
        </p>
        <span class="button-row">
          <a class="button plain" href={routeTo('settings/rules', { rule: RULES[kind] })}>
            {text.thresholds}
          </a>
          <Button onClick={() => saveCsv(name, spaceRows(spaces, words))}>{text.across.csv}</Button>
        </span>
      </div>
      {waiting > 0 && (
        <p class="note" role="status">
          {text.waiting(formats.number(waiting))}
        </p>
      )}
      {spaces.length > 0 && (
        <SortedList
          id={kind}
          label={text.spaces.label}
          columns={columns}
          rows={spaces}
          keyOf={({ target, name: space, type }) => `${target} ${type} ${space}`}
          usual={{ key: 'days', isDown: false }}
        />
      )}
    </>
  );
}

function Soon({ spaces, days }: { spaces: readonly SpaceEntry[]; days: (typeof SOON_DAYS)[number] }) {
  const { words, formats } = useText();
  const count = spaces.filter((space) => space.days !== null && space.days <= days).length;
  if (count === 0) return null;
  const mark = days <= 2 ? 'critical' : days <= 7 ? 'warning' : 'info';
  return <StateTag mark={mark} text={words.databases.within(formats.number(count), formats.number(days))} />;
}
