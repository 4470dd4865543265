import type { Explored, Question } from '#protocol/explore.ts';
import { machineRoute } from '../../state/route.ts';
import { useText } from '../../ui/context.ts';
import { Loading } from '../../ui/empty.tsx';
import { Meter } from '../../ui/meter.tsx';
import { valueText } from '../../words/value-text.ts';
import { type NamedLine, summary } from '../explore/lines.ts';

/** The first of many as bars, by what they are ranked by. */
export function TopPanel(options: {
  question: Question;
  answer: Explored | undefined;
  lines: readonly NamedLine[];
  title: string;
}) {
  const { question, answer, lines, title } = options;
  const { words, formats } = useText();
  if (!answer) return <Loading />;
  const rows = lines.map((named) => ({ ...named, value: summary(named.line.values)[question.rank] }));
  const read = rows.filter((row): row is typeof row & { value: number } => row.value !== null);
  if (read.length === 0) return <p class="panel-nothing muted">{words.explore.nothing}</p>;
  // A share is of a hundred; other things are compared with the largest.
  const whole = answer.unit === '%' ? 100 : Math.max(...read.map(({ value }) => Math.abs(value)), 1e-9);
  return (
    <ol class="top-list" aria-label={title}>
      {read.map(({ line, name, value }) => (
        <li key={name}>
          {line.by.target === undefined ? (
            <span class="clip" title={name}>
              {name}
            </span>
          ) : (
            <a class="clip" href={machineRoute(line.by.target)} title={name}>
              {name}
            </a>
          )}
          <span class="top-value">{valueText(formats, question.metric, answer.unit, value)}</span>
          <Meter percent={(Math.abs(value) / whole) * 100} level="calm" />
        </li>
      ))}
    </ol>
  );
}
