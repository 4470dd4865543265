import '../../charts/chart.css';
import './explore.css';
import { useMemo, useState } from 'preact/hooks';
import { LAST_SPANS } from '../../charts/range.ts';
import { SpanBar } from '../../charts/span-bar.tsx';
import { routeTo } from '../../state/route.ts';
import { Button, Segments } from '../../ui/button.tsx';
import { copyText } from '../../ui/clipboard.ts';
import { useText, useWard } from '../../ui/context.ts';
import { Empty } from '../../ui/empty.tsx';
import { useSettled } from '../../ui/use-settled.ts';
import { AddToBoard } from '../boards/add-to-board.tsx';
import { Answer } from './answer.tsx';
import { type Exploration, readAddress, writeAddress } from './explore-address.ts';
import { metricName } from './metric-name.ts';
import { COMPARES, LOOKS } from './question.ts';
import { QuestionForm } from './question-form.tsx';
import { saveExplored } from './save-explored.ts';
import { StoresDialog } from './stores-dialog.tsx';
import { useExplored } from './use-explored.ts';
import { useNamedLines } from './use-line-names.ts';

const WEEK_MS = LAST_SPANS['7d'];
/** Who chooses one thing after the other is not answered for each. */
const SETTLED_MS = 250;

/** Any metric, any labels: choose, look, share, keep. */
export function Explore() {
  const { route, session, toasts } = useWard();
  const { words, formats } = useText();
  const text = words.explore;
  const search = route.value.search;
  const query = search.toString();
  const chosen = useMemo(() => readAddress(search), [query]);
  const { question, range, look, compare, alone } = chosen;
  const [dialog, setDialog] = useState<'stores' | 'board'>();
  const settled = useSettled(JSON.stringify(question), SETTLED_MS);
  const asked = useMemo(
    () => (question.metric === '' ? undefined : JSON.parse(settled)),
    [settled, question.metric],
  );
  const current = useExplored(asked?.metric === question.metric ? asked : undefined, range);
  const spanMs = Math.round(current.span.toMs - current.span.fromMs);
  const shiftMs = compare === 'week' ? WEEK_MS : spanMs;
  const earlier = useExplored(compare === 'none' ? undefined : asked, range, { shiftMs });
  const lines = useNamedLines(current.value, question.metric);
  const title = metricName(words, question.metric);

  const go = (changed: Partial<Exploration>, how: 'replace' | 'push' = 'replace') => {
    const address = writeAddress({ ...chosen, ...changed }, search);
    // What one chooses step by step is one step back; a zoom is one by itself.
    if (how === 'push') location.hash = address;
    else location.replace(address);
  };
  const zoom = (fromMs: number, toMs: number) => go({ range: { kind: 'fixed', fromMs, toMs } }, 'push');
  const reset = () => {
    if (range.kind === 'fixed')
      go({ range: readAddress(new URLSearchParams({ last: search.get('last') ?? '1h' })).range });
  };

  return (
    <div class="page explore">
      <header class="explore-head">
        <div>
          <h1>{text.title}</h1>
          <p class="muted">{text.hint}</p>
        </div>
        <div class="explore-deeds">
          <a class="button" href={routeTo('boards')}>
            {text.boards}
          </a>
          <Button onClick={() => setDialog('stores')}>{text.stores}</Button>
        </div>
      </header>
      <section class="panel explore-ask" aria-label={text.narrow}>
        <QuestionForm
          question={question}
          onChange={(changed) =>
            go({ question: changed, ...(changed.metric !== question.metric && { alone: undefined }) })
          }
        />
      </section>
      {question.metric === '' ? (
        <Empty title={text.chooseMetric} hint={text.chooseMetricHint} />
      ) : (
        <section class="panel explore-shown" aria-label={title} aria-busy={current.busy}>
          <SpanBar
            range={range}
            onLast={(span) => go({ range: { kind: 'last', span } })}
            onFixed={zoom}
            onReset={reset}
          >
            <Segments
              label={text.look}
              value={look}
              choices={LOOKS.map((value) => ({ value, text: text.looks[value] }))}
              onChoose={(value) => go({ look: value })}
            />
            <label class="range-compare">
              <span class="muted">{text.compare}</span>
              <select
                value={compare}
                onChange={(event) =>
                  go({ compare: COMPARES.find((each) => each === event.currentTarget.value) })
                }
              >
                {COMPARES.map((each) => (
                  <option key={each} value={each}>
                    {text.compares[each]}
                  </option>
                ))}
              </select>
            </label>
          </SpanBar>
          <Answer
            question={question}
            title={title}
            asked={current}
            lines={lines}
            look={look}
            earlier={compare !== 'none' && earlier.value ? { answer: earlier.value, shiftMs } : undefined}
            syncKey="explore"
            alone={alone}
            onAlone={(name) => go({ alone: name })}
            onZoom={zoom}
            onReset={reset}
          />
          <footer class="explore-deeds">
            <Button
              icon="copy"
              onClick={async () =>
                toasts.say((await copyText(location.href)) ? text.copied : text.copyFailed)
              }
            >
              {text.copyLink}
            </Button>
            <Button
              disabled={!current.value || lines.length === 0}
              onClick={() =>
                current.value && saveExplored(question.metric, current.value, lines, formats, text)
              }
            >
              {text.csv}
            </Button>
            {session.can('boards.write') && (
              <Button icon="boards" onClick={() => setDialog('board')}>
                {text.addToBoard}
              </Button>
            )}
          </footer>
        </section>
      )}
      {dialog === 'stores' && <StoresDialog onClose={() => setDialog(undefined)} />}
      {dialog === 'board' && (
        <AddToBoard question={question} look={look} title={title} onClose={() => setDialog(undefined)} />
      )}
    </div>
  );
}
