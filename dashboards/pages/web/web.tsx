import '../overview/overview.css';
import './web.css';
import { useEffect } from 'preact/hooks';
import type { CertificatesAnswer, PagesAnswer } from '../../api/services.ts';
import { callOf } from '../../ui/across/across-filter.tsx';
import { AcrossHead } from '../../ui/across/across-head.tsx';
import { NoMatch } from '../../ui/across/no-match.tsx';
import { ToAdd } from '../../ui/across/to-add.tsx';
import { useAcross } from '../../ui/across/use-across.ts';
import { useText, useWard } from '../../ui/context.ts';
import { Empty, Failed, Loading } from '../../ui/empty.tsx';
import { SortedList } from '../../ui/sorted-table/sorted-table.tsx';
import { useLoad } from '../../ui/use-load.ts';
import { useRenewed } from '../../ui/use-renewed.ts';
import { Certificates } from './certificates.tsx';
import { pageColumns } from './page-columns.tsx';

const VIEWS = ['pages', 'certificates'] as const;
const RENEW_MS = 15_000;
const AGAIN_MS = 3_000;

/** All pages and interfaces, and all certificates. */
export function Web() {
  const { api } = useWard();
  const { words } = useText();
  const across = useAcross(VIEWS);
  const { view, choice } = across;
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
      <AcrossHead text={words.web} across={across} />
      {error !== undefined && !isThere && <Failed error={error} onRetry={reload} />}
      {!isThere && error === undefined && <Loading />}
      {view === 'pages' && value?.pages && (
        <Pages answer={value.pages} isNarrowed={across.isNarrowed} onClear={across.clear} onAgain={reload} />
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
      <NoMatch onClear={onClear} />
    ) : (
      <Empty title={text.none} hint={text.noneHint}>
        <ToAdd asks="http" text={text.toAdd} />
      </Empty>
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
