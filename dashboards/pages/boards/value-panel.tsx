import type { Panel } from '#protocol/board.ts';
import type { Explored } from '#protocol/explore.ts';
import { useText } from '../../ui/context.ts';
import { Sparkline } from '../../ui/sparkline.tsx';
import { StateMark } from '../../ui/state-mark.tsx';
import { valueText } from '../../words/value-text.ts';
import { type NamedLine, summary } from '../explore/lines.ts';
import { stateAt } from './thresholds.ts';

/** The newest value in large letters, with its state and how it came to be so. */
export function ValuePanel({
  panel,
  answer,
  line,
}: {
  panel: Extract<Panel, { kind: 'value' }>;
  answer: Explored | undefined;
  line: NamedLine | undefined;
}) {
  const { words, formats } = useText();
  if (!answer) return <p class="panel-value muted">…</p>;
  const values = line?.line.values ?? [];
  const { last, max } = summary(values);
  if (last === null || !line) return <p class="panel-nothing muted">{words.explore.nothing}</p>;
  const state = stateAt(last, panel.thresholds);
  const isOfOne = Object.keys(line.line.by).length > 0;
  return (
    <>
      <p class={`panel-value${state ? ` state-${state}` : ''}`}>
        {state && <StateMark mark={state} label={words.boards.thresholdStates[state]} />}
        <span>{valueText(formats, panel.question.metric, answer.unit, last)}</span>
      </p>
      {isOfOne && <p class="muted clip">{line.name}</p>}
      <Sparkline values={values.map((value) => value ?? Number.NaN)} high={Math.max(max ?? 0, 1e-9)} />
    </>
  );
}
