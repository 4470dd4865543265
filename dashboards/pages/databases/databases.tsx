import '../overview/overview.css';
import './databases.css';
import type { DatabasesAnswer, SpacesAnswer } from '../../api/services.ts';
import { callOf } from '../../ui/across/across-filter.tsx';
import { AcrossHead } from '../../ui/across/across-head.tsx';
import { useAcross } from '../../ui/across/use-across.ts';
import { useText, useWard } from '../../ui/context.ts';
import { Failed, Loading } from '../../ui/empty.tsx';
import { useLoad } from '../../ui/use-load.ts';
import { useRenewed } from '../../ui/use-renewed.ts';
import { DatabaseList } from './database-list.tsx';
import { Spaces } from './spaces.tsx';

const VIEWS = ['spaces', 'databases', 'disks'] as const;
const RENEW_MS = 30_000;

/** All databases, all that fills up in them, and the disks of machines in the same way. */
export function Databases() {
  const { api } = useWard();
  const { words } = useText();
  const across = useAcross(VIEWS);
  const { view, choice } = across;
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
  // What was read for the other list says nothing here.
  const answer = value && value.isDisks === (view === 'disks') ? value : undefined;
  return (
    <div class="page databases">
      <AcrossHead text={words.databases} across={across} />
      {error !== undefined && !answer && <Failed error={error} onRetry={reload} />}
      {!answer && error === undefined && <Loading />}
      {answer && view !== 'databases' && (
        <Spaces
          kind={view}
          answer={answer}
          isNarrowed={across.isNarrowed}
          onClear={across.clear}
          onAgain={reload}
        />
      )}
      {answer?.databases && view === 'databases' && <DatabaseList databases={answer.databases} />}
    </div>
  );
}
