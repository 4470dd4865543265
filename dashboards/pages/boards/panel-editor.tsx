import { useState } from 'preact/hooks';
import type { Panel } from '#protocol/board.ts';
import { Button, Segments } from '../../ui/button.tsx';
import { useText } from '../../ui/context.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { AreaField, SelectField, TextField } from '../../ui/field.tsx';
import { QuestionForm } from '../explore/question-form.tsx';
import { TargetFields } from '../explore/target-fields.tsx';
import { asKind, PANEL_KINDS } from './draft.ts';
import { panelTitle } from './panel-title.ts';
import { ThresholdRows } from './threshold-rows.tsx';

/** Everything about one panel; nothing of the board changes before it is applied. */
export function PanelEditor(options: {
  panel: Panel;
  /** Names of the variables with their `$`. */
  variables: readonly string[];
  onApply(panel: Panel): void;
  onClose(): void;
}) {
  const { variables, onApply, onClose } = options;
  const { words } = useText();
  const text = words.boards;
  const [panel, setPanel] = useState(options.panel);
  const isEmpty = 'question' in panel && panel.question.metric === '';
  return (
    <Dialog title={text.editPanel(panelTitle(options.panel, words))} broad onClose={onClose}>
      <form
        class="panel-editor"
        onSubmit={(event) => {
          event.preventDefault();
          if (!isEmpty) onApply(panel);
        }}
      >
        <div class="panel-editor-head">
          <SelectField
            label={text.kind}
            value={panel.kind}
            choices={PANEL_KINDS.map((value) => ({ value, text: text.kinds[value] }))}
            onChoose={(kind) => setPanel(asKind(panel, kind))}
          />
          <TextField
            label={text.panelTitle}
            value={panel.title}
            maxLength={120}
            onInput={(title) => setPanel({ ...panel, title })}
          />
        </div>
        {panel.kind === 'chart' && (
          <Segments
            label={text.look2}
            value={panel.look}
            choices={(['lines', 'stacked'] as const).map((value) => ({
              value,
              text: words.explore.looks[value],
            }))}
            onChoose={(look) => setPanel({ ...panel, look })}
          />
        )}
        {'question' in panel && (
          <QuestionForm
            question={panel.question}
            variables={variables}
            onChange={(question) => setPanel({ ...panel, question })}
          />
        )}
        {panel.kind === 'value' && (
          <ThresholdRows
            thresholds={panel.thresholds}
            onChange={(thresholds) => setPanel({ ...panel, thresholds })}
          />
        )}
        {panel.kind === 'matrix' && (
          <TargetFields
            value={panel.targets}
            variables={variables}
            onChange={(targets) => setPanel({ ...panel, targets })}
          />
        )}
        {panel.kind === 'text' && (
          <AreaField
            label={text.text}
            hint={text.textHint}
            rows={8}
            value={panel.text}
            onInput={(typed) => setPanel({ ...panel, text: typed.slice(0, 5_000) })}
          />
        )}
        <footer>
          <Button onClick={onClose}>{words.shell.common.cancel}</Button>
          <Button look="primary" type="submit" disabled={isEmpty}>
            {text.apply}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
