import '../overview/overview.css';
import './web.css';
import { useEffect } from 'preact/hooks';
import type { CertificatesAnswer, PagesAnswer } from '../../api/services.ts';
import { AcrossFilter, callOf, choiceIn } from '../../ui/across/across-filter.tsx';
import { Segments } from '../../ui/button.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { Empty, Failed, Loading } from '../../ui/empty.tsx';
import { SortedList } from '../../ui/sorted-table/sorted-table.tsx';
import { useAddress } from '../../ui/use-address.ts';
import { useLoad } from '../../ui/use-load.ts';
import { useRenewed } from '../../ui/use-renewed.ts';
import { Certificates } from './certificates.tsx';
import { pageColumns } from './page-columns.tsx';

const VIEWS = ['pages', 'certificates'] as const;
type View = (typeof VIEWS)[number];
const RENEW_MS = 15_000;
const AGAIN_MS = 3_000;

/** All pages and interfaces, and all certificates. */
export function Web() {
  const { api } = useWard();
  const { words } = useText();
  const text = words.web;
  const { search, change } = useAddress();
  const view = VIEWS.find((each) => each === search.get('view')) ?? 'pages';
  const choice = choiceIn(search);
  const { value, error, reload } = useLoad(
    async (signal) =>
      view === 'pages'
        ? { pages: await api.get<PagesAnswer>('pages', callOf(choice), signal) }
        : { certificates: await api.get<CertificatesAnswer>('certificates', callOf(choice), signal) },
    [view, choice.text, choice.organisation, choice.system],
  );
  useRenewed(reload, RENEW_MS);
  const isThere = value !== undefined && view in value;
  return (
    <div class="page web">
      <header class="across-head">
        <h1>{text.title}</h1>
        <Segments
          label={text.view}
          value={view}
          choices={VIEWS.map((each) => ({ value: each, text: text.tabs[each] }))}
          onChoose={(next: View) => change({ view: next === 'pages' ? '' : next })}
        />
      </header>
      <AcrossFilter choice={choice} onChange={change} />
      {error !== undefined && !isThere && <Failed error={error} onRetry={reload} />}
      {!isThere && error === undefined && <Loading />}
      {view === 'pages' && value?.pages && (
        <Pages
          answer={value.pages}
          isNarrowed={Object.values(choice).some(Boolean)}
          onClear={() => change({ text: '', organisation: '', system: '' })}
          onAgain={reload}
        />
      )}
      {view === 'certificates' && value?.certificates && <Certificates answer={value.certificates} />}
    </div>
  );
}

function Pages({
  answer,
  isNarrowed,
  onClear,
  onAgain,
}: {
  answer: PagesAnswer;
  isNarrowed: boolean;
  onClear(): void;
  onAgain(): void;
}) {
  const { words, formats } = useText();
  const text = words.web;
  const { pages, waiting, truncated } = answer;
  useEffect(() => {
    if (waiting === 0) return;
    const timer = setTimeout(onAgain, AGAIN_MS);
    return () => clearTimeout(timer);
  }, [answer]);
  if (pages.length === 0)
    return isNarrowed ? (
      <Empty title={words.databases.noMatch}>
        <button type="button" class="link" onClick={onClear}>
          {words.databases.clear}
        </button>
      </Empty>
    ) : (
      <Empty title={text.none} hint={text.noneHint} />
    );
  const columns = pageColumns(words, formats);
  return (
    <>
      <p class="across-summary muted" role="status">
        {text.counts(formats.number(pages.length))}
        {truncated && ` · ${words.databases.across.truncated}`}
      </p>
      <SortedList
        id="pages"
        label={text.pages.label}
        columns={columns}
        rows={pages}
        keyOf={({ target }) => target}
        usual={{ key: 'state', isDown: false }}
      />
    </>
  );
}
