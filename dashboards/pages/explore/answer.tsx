import type { Explored } from '#protocol/explore.ts';
import { useText } from '../../ui/context.ts';
import { Empty, Loading } from '../../ui/empty.tsx';
import { ExploredChart } from './explored-chart.tsx';
import { ExploredTable } from './explored-table.tsx';
import type { NamedLine } from './lines.ts';
import type { Look, Question } from './question.ts';
import { exploreError } from './too-large.ts';
import type { AskedExplored } from './use-explored.ts';

/** What came of a question: a chart or a table, what is to be known about it, or why there is nothing. */
export function Answer(options: {
  question: Question;
  title: string;
  asked: AskedExplored;
  lines: readonly NamedLine[];
  look: Look;
  earlier?: { answer: Explored; shiftMs: number };
  syncKey: string;
  /** In a panel there is no room for what can be read on the page. */
  brief?: boolean;
  alone: string | undefined;
  onAlone(name: string | undefined): void;
  onZoom(fromMs: number, toMs: number): void;
  onReset(): void;
}) {
  const { question, title, asked, lines, look, brief } = options;
  const { words, formats } = useText();
  const text = words.explore;
  const { value, error, span } = asked;
  if (error !== undefined && !value)
    return (
      <div class="empty" role="alert">
        <p class="empty-title">{exploreError(words, formats, error)}</p>
      </div>
    );
  if (!value) return <Loading />;
  if (lines.length === 0) return <Empty title={text.nothing} hint={brief ? undefined : text.nothingHint} />;
  const wasRated = value.over === 'rate' && question.over !== 'rate' && question.over !== 'auto';
  const all = value.groups <= lines.length;
  return (
    <>
      {error !== undefined && (
        <p class="field-error" role="alert">
          {exploreError(words, formats, error)}
        </p>
      )}
      {look === 'table' ? (
        <ExploredTable metric={question.metric} title={title} answer={value} lines={lines} />
      ) : (
        <ExploredChart
          metric={question.metric}
          title={title}
          answer={value}
          lines={lines}
          stacked={look === 'stacked'}
          earlier={options.earlier}
          span={span}
          syncKey={options.syncKey}
          alone={options.alone}
          onAlone={options.onAlone}
          onZoom={options.onZoom}
          onReset={options.onReset}
        />
      )}
      {!brief && (
        <p class="muted explored-facts" role="status">
          {all
            ? text.allShown(formats.number(value.groups), formats.number(value.series))
            : text.shown(
                formats.number(lines.length),
                formats.number(value.groups),
                formats.number(value.series),
              )}
          {' · '}
          {text.step(formats.duration(value.stepMs))}
        </p>
      )}
      {!brief && wasRated && <p class="muted">{text.wasRated}</p>}
      {value.samplesFromMs !== null && (
        <p class="muted">{text.samplesFrom(formats.full(value.samplesFromMs))}</p>
      )}
    </>
  );
}
