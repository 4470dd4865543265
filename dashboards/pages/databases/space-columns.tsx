import type { SpaceEntry } from '../../api/services.ts';
import { machineRoute } from '../../state/route.ts';
import { useText, useWard } from '../../ui/context.ts';
import { Meter } from '../../ui/meter.tsx';
import type { SortColumn } from '../../ui/sorted-table/sort-rows.ts';
import { StateMark } from '../../ui/state-mark.tsx';
import type { Formats } from '../../words/format.ts';
import type { Words } from '../../words/words.ts';
import { daysReason, daysText, fullLevel, spaceMark, typeText } from './space-text.ts';

export type SpaceKind = 'spaces' | 'disks';

/** What a list of spaces tells of each. */
export function spaceColumns(kind: SpaceKind, words: Words, formats: Formats): SortColumn<SpaceEntry>[] {
  const text = words.databases.spaces;
  return [
    {
      key: 'days',
      title: text.days,
      width: '20%',
      wide: true,
      value: ({ days, code }) => (code === 'full' ? 0 : days),
      cell: (space) => <DaysLeft space={space} />,
    },
    {
      key: 'name',
      title: kind === 'disks' ? text.mount : text.name,
      width: '20%',
      value: ({ name }) => name,
      cell: ({ name, type }) => (
        <>
          <span class="line strong" title={name}>
            {name}
          </span>
          <span class="below muted">{typeText(words, type)}</span>
        </>
      ),
    },
    {
      key: 'target',
      title: text.target,
      width: '20%',
      value: ({ targetName }) => targetName,
      cell: ({ target, targetName, systems }) => (
        <>
          <a class="line" href={machineRoute(target)} title={targetName}>
            {targetName}
          </a>
          <span class="below muted">{formats.list(systems.map(({ name }) => name))}</span>
        </>
      ),
    },
    {
      key: 'used',
      title: text.used,
      width: '14%',
      value: ({ usedPercent }) => usedPercent,
      cell: ({ usedPercent }) =>
        usedPercent === null ? (
          <span class="muted">–</span>
        ) : (
          <span class="space-used">
            <Meter percent={usedPercent} level={fullLevel(usedPercent)} />
            <span class={`cell-number ${fullLevel(usedPercent)}`}>{formats.percent(usedPercent)}</span>
          </span>
        ),
    },
    {
      key: 'size',
      title: text.size,
      kind: 'number',
      width: '15%',
      value: ({ limitBytes, usedBytes }) => limitBytes ?? usedBytes,
      cell: (space) => <Size space={space} />,
    },
    {
      key: 'growth',
      title: text.growth,
      kind: 'number',
      width: '11%',
      value: ({ bytesPerDay }) => bytesPerDay,
      cell: ({ bytesPerDay, growth }) =>
        bytesPerDay === null || growth === 'steady' ? (
          <span class="muted">–</span>
        ) : (
          `${bytesPerDay > 0 ? '+' : ''}${formats.bytes(bytesPerDay)}`
        ),
    },
  ];
}

function DaysLeft({ space }: { space: SpaceEntry }) {
  const { clock } = useWard();
  const { words, formats } = useText();
  const mark = spaceMark(space);
  const reason = daysReason(space, words, formats, clock.now());
  return (
    <span class={`space-days state-${mark}`}>
      <StateMark mark={mark} />
      <span class="space-days-text">
        <span class={`line${space.days === null ? ' muted' : ' strong'}`}>
          {daysText(space, words, formats)}
        </span>
        {reason && (
          <span class="below muted" title={reason}>
            {reason}
          </span>
        )}
      </span>
    </span>
  );
}

function Size({ space }: { space: SpaceEntry }) {
  const { words, formats } = useText();
  const text = words.databases.spaces;
  const { usedBytes, limitBytes, allocatedBytes, isOld, atMs } = space;
  const read = text.readAt(formats.full(atMs));
  return (
    <span class={isOld ? 'old' : undefined} title={isOld ? `${read} · ${text.old}` : read}>
      <span class="line">
        {formats.bytes(usedBytes)} / {limitBytes === null ? text.noLimit : formats.bytes(limitBytes)}
      </span>
      {allocatedBytes !== null && allocatedBytes !== limitBytes && (
        <span class="below muted">{text.allocated(formats.bytes(allocatedBytes))}</span>
      )}
    </span>
  );
}

/** The same as rows of a file. */
export function spaceRows(spaces: readonly SpaceEntry[], words: Words): (string | number | null)[][] {
  const text = words.databases;
  const { csv, ...heads } = text.spaces;
  const head = [text.across.system, heads.target, heads.name, heads.type, csv.used, csv.limit, csv.percent];
  return [
    [...head, csv.perDay, csv.days, csv.why],
    ...spaces.map((space) => [
      space.systems.map(({ name }) => name).join(' '),
      space.targetName,
      space.name,
      typeText(words, space.type),
      space.usedBytes,
      space.limitBytes,
      rounded(space.usedPercent),
      space.bytesPerDay === null ? null : Math.round(space.bytesPerDay),
      rounded(space.days),
      text.codes[space.code],
    ]),
  ];
}

function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value * 10) / 10;
}
