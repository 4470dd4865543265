import { useState } from 'preact/hooks';
import { getAll } from '../../api/lists.ts';
import type { SilenceEntry, SilencesAnswer } from '../../api/silences.ts';
import { Button } from '../../ui/button.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { Empty, Failed, Loading } from '../../ui/empty.tsx';
import { Table } from '../../ui/table.tsx';
import { Tag } from '../../ui/tag.tsx';
import { useLoad } from '../../ui/use-load.ts';
import { matchText } from '../settings/contacts/match-text.ts';
import { type MatchWorld, useMatchWorld } from '../settings/contacts/use-match-names.ts';
import { SilenceDeeds } from './silence-deeds.tsx';
import { silenceRoute } from './silence-route.ts';
import { SilenceState } from './silence-state.tsx';
import type { KindFilter } from './silences.tsx';
import { momentText, timesText } from './times-text.ts';
import { useMinute } from './use-minute.ts';

const ENDED_AT_ONCE = 50;
const STATES = ['active', 'coming', 'ended'] as const;

/** What holds now, what is to come, and what is over. */
export function SilenceList({ kind }: { kind: KindFilter }) {
  const { api, silences } = useWard();
  const { words } = useText();
  const text = words.silences;
  const world = useMatchWorld();
  const [ended, setEnded] = useState(ENDED_AT_ONCE);
  // Windows begin and end by the clock.
  const minute = useMinute();
  const ofKind = kind === 'all' ? undefined : kind;
  const { value, error, reload } = useLoad(
    async (signal) => {
      const [standing, over] = await Promise.all([
        getAll(api, 'silences', (answer: SilencesAnswer) => answer.silences, {
          state: 'standing',
          kind: ofKind,
          limit: 1_000,
        }),
        api.get<SilencesAnswer>('silences', { state: 'ended', kind: ofKind, limit: ended }, signal),
      ]);
      return { entries: [...standing, ...over.silences], hasMore: Boolean(over.next) };
    },
    [kind, ended, minute, silences.changes.value],
  );
  if (error !== undefined && !value) return <Failed error={error} onRetry={reload} />;
  if (!value) return <Loading />;
  const { entries, hasMore } = value;
  return (
    <>
      {!entries.some(({ state }) => state !== 'ended') && <Empty title={text.none} hint={text.noneHint} />}
      {STATES.map((state) => {
        const own = entries.filter((entry) => entry.state === state).sort(COMPARE[state]);
        return own.length > 0 && <Silences key={state} state={state} entries={own} world={world} />;
      })}
      {hasMore && (
        <div class="more">
          <Button onClick={() => setEnded(Math.min(1_000, ended * 4))}>{words.shell.common.more}</Button>
        </div>
      )}
    </>
  );
}

type Compare = (one: SilenceEntry, other: SilenceEntry) => number;
const FAR_MS = Number.MAX_SAFE_INTEGER;

/** What ends first, what begins first, and what was made last comes first. */
const COMPARE: Readonly<Record<SilenceEntry['state'], Compare>> = {
  active: (one, other) => (one.untilMs ?? FAR_MS) - (other.untilMs ?? FAR_MS),
  coming: (one, other) => (one.nextMs ?? FAR_MS) - (other.nextMs ?? FAR_MS),
  ended: (one, other) => other.silence.createdAtMs - one.silence.createdAtMs,
};

function Silences(options: {
  state: SilenceEntry['state'];
  entries: readonly SilenceEntry[];
  world: MatchWorld;
}) {
  const { state, entries, world } = options;
  const { words, formats } = useText();
  const text = words.silences;
  return (
    <section class="panel card silence-table" aria-label={text.states[state]}>
      <h2>
        {text.states[state]} <span class="muted">{formats.number(entries.length)}</span>
      </h2>
      <Table
        label={text.states[state]}
        rows={entries}
        keyOf={({ silence }) => silence.id}
        columns={[
          {
            title: text.columns.name,
            wide: true,
            cell: ({ silence }) => (
              <>
                <span class="tagged">
                  <a class="strong" href={silenceRoute(silence.id)}>
                    {silence.name}
                  </a>
                  <Tag tone={silence.kind === 'maintenance' ? 'accent' : 'plain'}>
                    {text.kinds[silence.kind]}
                  </Tag>
                </span>
                {silence.comment && <span class="muted below silence-text">{silence.comment}</span>}
              </>
            ),
          },
          {
            title: text.columns.match,
            wide: true,
            cell: ({ silence }) => (
              <span class="silence-text">{matchText(silence.match, world, words, formats)}</span>
            ),
          },
          {
            title: text.columns.when,
            wide: true,
            cell: ({ silence }) => (
              <span class="silence-text">{timesText(silence.times, words, formats)}</span>
            ),
          },
          { title: text.columns.until, cell: (entry) => <SilenceState entry={entry} /> },
          {
            title: text.columns.by,
            minor: true,
            cell: ({ silence: { createdBy, createdAtMs } }) => (
              <>
                {createdBy}
                <span class="muted below nowrap">{momentText(createdAtMs, formats)}</span>
              </>
            ),
          },
          {
            title: text.columns.deeds,
            kind: 'actions',
            cell: (entry) => <SilenceDeeds entry={entry} isQuiet />,
          },
        ]}
      />
    </section>
  );
}
