import '../overview/overview.css';
import './databases.css';
import { useCallback } from 'preact/hooks';
import type { DatabasesAnswer, SpacesAnswer } from '../../api/services.ts';
import { AcrossFilter, callOf, choiceIn } from '../../ui/across/across-filter.tsx';
import { Segments } from '../../ui/button.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { Failed, Loading } from '../../ui/empty.tsx';
import { useAddress } from '../../ui/use-address.ts';
import { useLoad } from '../../ui/use-load.ts';
import { useRenewed } from '../../ui/use-renewed.ts';
import { DatabaseList } from './database-list.tsx';
import { Spaces } from './spaces.tsx';

const VIEWS = ['spaces', 'databases', 'disks'] as const;
type View = (typeof VIEWS)[number];
const RENEW_MS = 30_000;

/** All databases, all that fills up in them, and the disks of machines in the same way. */
export function Databases() {
  const { api } = useWard();
  const { words } = useText();
  const text = words.databases;
  const { search, change } = useAddress();
  const view = VIEWS.find((each) => each === search.get('view')) ?? 'spaces';
  const choice = choiceIn(search);
  const { value, error, reload } = useLoad(
    async (signal) => {
      const isDisks = view === 'disks';
      const answer = await api.get<SpacesAnswer & Partial<Pick<DatabasesAnswer, 'databases'>>>(
        isDisks ? 'disks' : 'databases',
        callOf(choice),
        signal,
      );
      return { isDisks, ...answer };
    },
    [view === 'disks', choice.text, choice.organisation, choice.system],
  );
  useRenewed(reload, RENEW_MS);
  const clear = useCallback(() => change({ text: '', organisation: '', system: '' }), [search]);
  // What was read for the other list says nothing here.
  const answer = value && value.isDisks === (view === 'disks') ? value : undefined;
  return (
    <div class="page databases">
      <header class="across-head">
        <h1>{text.title}</h1>
        <Segments
          label={text.view}
          value={view}
          choices={VIEWS.map((each) => ({ value: each, text: text.tabs[each] }))}
          onChoose={(next: View) => change({ view: next === 'spaces' ? '' : next })}
        />
      </header>
      <AcrossFilter choice={choice} onChange={change} />
      {error !== undefined && !answer && <Failed error={error} onRetry={reload} />}
      {!answer && error === undefined && <Loading />}
      {answer && view !== 'databases' && (
        <Spaces
          kind={view}
          answer={answer}
          isNarrowed={Object.values(choice).some(Boolean)}
          onClear={clear}
          onAgain={reload}
        />
      )}
      {answer?.databases && view === 'databases' && <DatabaseList databases={answer.databases} />}
    </div>
  );
}
