import { useMemo, useRef, useState } from 'preact/hooks';
import type { Panel } from '#protocol/board.ts';
import type { Range } from '../../charts/range.ts';
import { useText } from '../../ui/context.ts';
import { Answer } from '../explore/answer.tsx';
import { exploreError } from '../explore/too-large.ts';
import { useExplored } from '../explore/use-explored.ts';
import { useNamedLines } from '../explore/use-line-names.ts';
import { MatrixPanel } from './matrix-panel.tsx';
import { panelTitle } from './panel-title.ts';
import { TextPanel } from './text-panel.tsx';
import { TopPanel } from './top-panel.tsx';
import { useSeen } from './use-seen.ts';
import { ValuePanel } from './value-panel.tsx';
import { type Chosen, fillQuestion, fillTargets } from './variables.ts';

export interface PanelViewOptions {
  panel: Panel;
  chosen: Chosen;
  range: Range;
  onZoom(fromMs: number, toMs: number): void;
  onReset(): void;
}

type Asking = Extract<Panel, { kind: 'chart' | 'value' | 'table' | 'top' }>;

/** What a panel shows. */
export function PanelView(options: PanelViewOptions) {
  const { panel, chosen } = options;
  const { words } = useText();
  switch (panel.kind) {
    case 'text':
      return <TextPanel text={panel.text} />;
    case 'matrix':
      return <MatrixPanel targets={fillTargets(panel.targets, chosen)} label={panelTitle(panel, words)} />;
    default:
      return <AskingPanel {...options} panel={panel} />;
  }
}

/** One request a panel, and only while it is in the window. */
function AskingPanel({ panel, chosen, range, onZoom, onReset }: PanelViewOptions & { panel: Asking }) {
  const { words, formats } = useText();
  const element = useRef<HTMLDivElement>(null);
  const isSeen = useSeen(element);
  const [alone, setAlone] = useState<string>();
  const question = useMemo(() => fillQuestion(panel.question, chosen), [panel.question, chosen]);
  const asked = useExplored(question.metric === '' ? undefined : question, range, {
    points: panel.kind === 'chart' ? 200 : 60,
    isSeen,
  });
  const lines = useNamedLines(asked.value, question.metric);
  const title = panelTitle(panel, words);
  return (
    <div ref={element} class={`panel-body panel-${panel.kind}`} aria-busy={asked.busy}>
      {(panel.kind === 'chart' || panel.kind === 'table') && question.metric !== '' && (
        <Answer
          question={question}
          title={title}
          asked={asked}
          lines={lines}
          look={panel.kind === 'table' ? 'table' : panel.look}
          syncKey="board"
          brief
          alone={alone}
          onAlone={setAlone}
          onZoom={onZoom}
          onReset={onReset}
        />
      )}
      {(panel.kind === 'value' || panel.kind === 'top') && asked.error !== undefined && (
        <p class="field-error" role="alert">
          {exploreError(words, formats, asked.error)}
        </p>
      )}
      {panel.kind === 'value' && <ValuePanel panel={panel} answer={asked.value} line={lines[0]} />}
      {panel.kind === 'top' && (
        <TopPanel question={question} answer={asked.value} lines={lines} title={title} />
      )}
    </div>
  );
}
