import type { PageEntry } from '../../api/services.ts';
import { alertRoute, machineRoute } from '../../state/route.ts';
import { useText, useWard } from '../../ui/context.ts';
import type { SortColumn } from '../../ui/sorted-table/sort-rows.ts';
import { Sparkline } from '../../ui/sparkline.tsx';
import { StateTag } from '../../ui/tag.tsx';
import type { Formats } from '../../words/format.ts';
import type { Words } from '../../words/words.ts';
import { failureText, notWhole, pageMark, pageRank, pageStateText } from './page-text.ts';

/** The contract's figure for core equipment. */
const WANTED_SHARE = 0.999;

/** What the list of pages tells of each. */
export function pageColumns(words: Words, formats: Formats): SortColumn<PageEntry>[] {
  const text = words.web.pages;
  return [
    {
      key: 'state',
      title: text.state,
      width: '12%',
      value: pageRank,
      cell: (page) => (
        <>
          <StateTag mark={pageMark(page)} text={pageStateText(page, words, formats)} />
          {page.statusCode !== null && page.statusCode >= 400 && (
            <span class="below muted">{text.status(String(page.statusCode))}</span>
          )}
        </>
      ),
    },
    {
      key: 'name',
      title: text.name,
      width: '22%',
      wide: true,
      value: ({ targetName }) => targetName,
      cell: ({ target, targetName, address, systems }) => (
        <>
          <a class="line strong" href={machineRoute(target)} title={targetName}>
            {targetName}
          </a>
          <span class="below muted" title={address}>
            {[address, ...systems.map(({ name }) => name)].filter(Boolean).join(' · ')}
          </span>
        </>
      ),
    },
    {
      key: 'response',
      title: text.response,
      kind: 'number',
      width: '9%',
      value: ({ responseSeconds }) => responseSeconds,
      cell: ({ responseSeconds }) => formats.value(responseSeconds, 's'),
    },
    { key: 'day', title: text.day, width: '12%', minor: true, cell: (page) => <Day page={page} /> },
    {
      key: 'available',
      title: text.available,
      kind: 'number',
      width: '12%',
      value: ({ available30 }) => available30?.share ?? null,
      cell: (page) => <Available page={page} />,
    },
    {
      key: 'whole',
      title: text.whole,
      width: '15%',
      wide: true,
      value: (page) => -(notWhole(page, words, formats)?.length ?? -1),
      cell: (page) => <Whole page={page} />,
    },
    {
      key: 'failure',
      title: text.failure,
      width: '18%',
      wide: true,
      value: ({ failing, lastOutage }) => failing?.sinceMs ?? lastOutage?.fromMs ?? null,
      cell: (page) => <Failure page={page} />,
    },
  ];
}

function Day({ page: { trail } }: { page: PageEntry }) {
  const { words, formats } = useText();
  if (!trail) return null;
  const values = trail.values.map((value) => value ?? Number.NaN);
  const high = Math.max(0, ...values.filter((value) => !Number.isNaN(value)));
  if (high === 0) return <span class="muted">–</span>;
  return (
    <span class="page-day" title={words.web.pages.highest(formats.value(high, 's'))}>
      <Sparkline values={values} high={high} />
    </span>
  );
}

function Available({ page: { available30 } }: { page: PageEntry }) {
  const { words, formats } = useText();
  const text = words.web.pages;
  if (!available30) return <span class="muted">{text.notYet}</span>;
  const { share, downMs } = available30;
  if (share === null) return <span class="muted">–</span>;
  return (
    <>
      <span class={`line${share < WANTED_SHARE ? ' state-warning strong' : ''}`}>
        {formats.percent(share * 100, share === 1 ? 0 : 3)}
      </span>
      {downMs > 0 && <span class="below muted">{text.down(formats.duration(downMs))}</span>}
    </>
  );
}

function Whole({ page }: { page: PageEntry }) {
  const { words, formats } = useText();
  const text = words.web.pages;
  const found = notWhole(page, words, formats);
  if (found === null) return <span class="muted">{text.notChecked}</span>;
  if (found.length === 0) return <StateTag mark="ok" text={text.isWhole} />;
  return (
    <span class="page-whole" title={found.join('\n')}>
      {found.slice(0, 2).map((each) => (
        <span key={each} class="line state-warning">
          {each}
        </span>
      ))}
    </span>
  );
}

function Failure({ page }: { page: PageEntry }) {
  const { rules } = useWard();
  const { words, formats } = useText();
  const text = words.web.pages;
  const { failing, lastOutage } = page;
  if (failing) {
    const sentence = failureText(page, words);
    return (
      <>
        <span class="line" title={sentence}>
          {sentence}
        </span>
        {failing.sinceMs !== null && (
          <span class="below muted">
            {text.since(`${formats.day(failing.sinceMs)} ${formats.minute(failing.sinceMs)}`)}
          </span>
        )}
      </>
    );
  }
  if (!lastOutage) return <span class="muted">{text.noFailure}</span>;
  const { alert, rule, fromMs, toMs } = lastOutage;
  return (
    <>
      <a class="line" href={alertRoute(alert)}>
        {rules.name(rule, formats.language)}
      </a>
      <span class="below muted">
        {text.from(`${formats.day(fromMs)} ${formats.minute(fromMs)}`, formats.duration(toMs - fromMs))}
      </span>
    </>
  );
}
