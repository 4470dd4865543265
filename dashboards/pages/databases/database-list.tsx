import { databaseRoles, replicationStates } from '#protocol/vocabulary/database.ts';
import type { DatabaseEntry } from '../../api/services.ts';
import { machineRoute } from '../../state/route.ts';
import { ToAdd } from '../../ui/across/to-add.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { Empty } from '../../ui/empty.tsx';
import { markOfState } from '../../ui/mark-of-state.ts';
import type { SortColumn } from '../../ui/sorted-table/sort-rows.ts';
import { SortedList } from '../../ui/sorted-table/sorted-table.tsx';
import { StateMark } from '../../ui/state-mark.tsx';
import { StateTag } from '../../ui/tag.tsx';
import type { Formats } from '../../words/format.ts';
import type { Words } from '../../words/words.ts';

const STATES = ['critical', 'warning', 'stale', 'none', 'ok'] as const;
const HIGH_PERCENT = 80;
const LONG_LAG_SECONDS = 60;

/** All databases with their state, sessions and replication, worst first. */
export function DatabaseList({ databases }: { databases: readonly DatabaseEntry[] }) {
  const { fleet } = useWard();
  const { words, formats } = useText();
  // States change in place: the count of settlings says when to look again.
  const settled = fleet.settled.value;
  if (databases.length === 0)
    return (
      <Empty title={words.databases.noDatabases} hint={words.databases.noneHint}>
        <ToAdd asks="database" text={words.databases.toAdd} />
      </Empty>
    );
  const stateOf = ({ target }: DatabaseEntry) => fleet.machine(target)?.state ?? 'none';
  const columns = columnsOf(words, formats, stateOf);
  return (
    <SortedList
      id="databases"
      key={`${settled >= 0}`}
      label={words.databases.list.label}
      columns={columns}
      rows={[...databases]}
      keyOf={({ target }) => target}
      usual={{ key: 'state', isDown: false }}
    />
  );
}

function columnsOf(
  words: Words,
  formats: Formats,
  stateOf: (database: DatabaseEntry) => (typeof STATES)[number],
): SortColumn<DatabaseEntry>[] {
  const text = words.databases.list;
  return [
    {
      key: 'state',
      title: text.state,
      width: '11%',
      value: (database) => STATES.indexOf(stateOf(database)),
      cell: (database) => {
        const state = stateOf(database);
        return <StateTag mark={state} text={words.states.machine[state]} />;
      },
    },
    {
      key: 'name',
      title: text.name,
      width: '23%',
      wide: true,
      value: ({ targetName }) => targetName,
      cell: ({ target, targetName, systems, address }) => (
        <>
          <a class="line strong" href={machineRoute(target)} title={targetName}>
            {targetName}
          </a>
          <span class="below muted">{formats.list(systems.map(({ name }) => name)) || address}</span>
        </>
      ),
    },
    {
      key: 'version',
      title: text.version,
      width: '15%',
      value: ({ make, version }) => `${make} ${version}`,
      cell: ({ make, version }) => (
        <>
          <span class="line">{make || '–'}</span>
          <span class="below muted" title={version}>
            {version}
          </span>
        </>
      ),
    },
    {
      key: 'role',
      title: text.role,
      width: '10%',
      minor: true,
      value: ({ role }) => role,
      cell: ({ role, readOnly }) => (
        <>
          <span class="line">{role === null ? '–' : (databaseRoles[role]?.[formats.language] ?? role)}</span>
          {readOnly && <span class="below muted">{text.readOnly}</span>}
        </>
      ),
    },
    {
      key: 'sessions',
      title: text.sessions,
      kind: 'number',
      width: '12%',
      value: ({ sessionsPercent, sessions }) => sessionsPercent ?? sessions,
      cell: ({ sessions, sessionsLimit, sessionsPercent, sessionsActive }) => (
        <>
          <span class={`line${(sessionsPercent ?? 0) >= HIGH_PERCENT ? ' state-warning' : ''}`}>
            {sessions === null
              ? '–'
              : sessionsLimit === null
                ? formats.number(sessions)
                : text.sessionsOf(formats.number(sessions), formats.compact(sessionsLimit))}
          </span>
          {sessionsActive !== null && (
            <span class="below muted">{text.active(formats.number(sessionsActive))}</span>
          )}
        </>
      ),
    },
    {
      key: 'blocked',
      title: text.blocked,
      kind: 'number',
      width: '10%',
      value: ({ blockedSessions }) => blockedSessions,
      cell: ({ blockedSessions, longestWaitSeconds }) => (
        <>
          <span class={`line${blockedSessions ? ' state-warning strong' : ''}`}>
            {blockedSessions === null ? '–' : formats.number(blockedSessions)}
          </span>
          {Boolean(blockedSessions) && longestWaitSeconds !== null && (
            <span class="below muted">{text.waits(formats.age(longestWaitSeconds * 1_000))}</span>
          )}
        </>
      ),
    },
    {
      key: 'lag',
      title: text.lag,
      kind: 'number',
      width: '12%',
      value: ({ lagSeconds, lagBytes }) => lagSeconds ?? lagBytes,
      cell: (database) => <Lag database={database} />,
    },
    {
      key: 'up',
      title: text.up,
      kind: 'number',
      width: '9%',
      minor: true,
      value: ({ upSeconds }) => upSeconds,
      cell: ({ upSeconds }) => (upSeconds === null ? '–' : formats.age(upSeconds * 1_000)),
    },
  ];
}

function Lag({ database }: { database: DatabaseEntry }) {
  const { words, formats } = useText();
  const text = words.databases.list;
  const { lagSeconds, lagBytes, replication } = database;
  if (lagSeconds === null && lagBytes === null && replication === null)
    return <span class="muted">{text.noReplication}</span>;
  const mark = replication === null ? 'ok' : markOfState('database_replication.state', replication);
  const isLong = (lagSeconds ?? 0) >= LONG_LAG_SECONDS;
  return (
    <>
      <span class={`line${isLong ? ' state-warning' : ''}`}>
        {lagSeconds === null
          ? lagBytes === null
            ? '–'
            : formats.bytes(lagBytes)
          : formats.value(lagSeconds, 's')}
      </span>
      {replication !== null && mark !== 'ok' && (
        <span class={`below state-${mark}`}>
          <StateMark mark={mark} /> {replicationStates[replication]?.[formats.language] ?? replication}
        </span>
      )}
    </>
  );
}
