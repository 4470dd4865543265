import { useState } from 'preact/hooks';
import type { Board, BoardVariable } from '#protocol/board.ts';
import { LAST_SPANS, type LastSpan } from '../../charts/range.ts';
import { Button } from '../../ui/button.tsx';
import { useText } from '../../ui/context.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { SelectField, TextField } from '../../ui/field.tsx';

const SPANS = Object.keys(LAST_SPANS) as LastSpan[];
const OFS = ['organisation', 'kind', 'group', 'target', 'label'] as const;
const MOST_VARIABLES = 8;
const NAME = /^[a-z][a-z0-9_]{0,29}$/;

/** Name, usual span and variables of a board. */
export function BoardSettings(options: { board: Board; onApply(board: Board): void; onClose(): void }) {
  const { onApply, onClose } = options;
  const { words } = useText();
  const text = words.boards;
  const [board, setBoard] = useState(options.board);
  const { variables } = board;
  const change = (at: number, changed: Partial<BoardVariable>) =>
    setBoard({
      ...board,
      variables: variables.map((each, index) => (index === at ? { ...each, ...changed } : each)),
    });
  const isBad = areBad(variables);
  return (
    <Dialog title={text.settings} broad onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!isBad && board.name.trim() !== '') onApply({ ...board, name: board.name.trim() });
        }}
      >
        <TextField
          label={text.name}
          value={board.name}
          required
          maxLength={120}
          onInput={(name) => setBoard({ ...board, name })}
        />
        <TextField
          label={text.description}
          value={board.description}
          maxLength={1_000}
          onInput={(description) => setBoard({ ...board, description })}
        />
        <SelectField
          label={text.usualSpan}
          value={board.span}
          choices={SPANS.map((value) => ({ value, text: words.machine.ranges[value] }))}
          onChoose={(span) => setBoard({ ...board, span })}
        />
        <fieldset class="variable-rows">
          <legend>{text.variables}</legend>
          <p class="field-hint">{text.variablesHint}</p>
          {variables.map((variable, at) => (
            // Rows have no identity of their own; they are added and removed at their place.
            <div class="variable-row" key={`${at}`}>
              <TextField
                label={text.variableName}
                value={variable.name}
                onInput={(name) => change(at, { name })}
              />
              <TextField
                label={text.variableTitle}
                value={variable.title}
                onInput={(title) => change(at, { title })}
              />
              <SelectField
                label={text.variableOf}
                value={variable.of}
                choices={OFS.map((value) => ({ value, text: text.variableOfs[value] }))}
                onChoose={(of) => change(at, { of, value: [] })}
              />
              <SelectField
                label={text.variableChoice}
                value={variable.choice}
                choices={(['one', 'several'] as const).map((value) => ({
                  value,
                  text: text.variableChoices[value],
                }))}
                onChoose={(choice) => change(at, { choice })}
              />
              {variable.of === 'label' && (
                <>
                  <TextField
                    label={text.variableMetric}
                    value={variable.metric}
                    onInput={(metric) => change(at, { metric })}
                  />
                  <TextField
                    label={text.variableLabel}
                    value={variable.label}
                    onInput={(label) => change(at, { label })}
                  />
                </>
              )}
              <Button
                look="quiet"
                icon="close"
                label={text.removeVariable(variable.name)}
                onClick={() =>
                  setBoard({ ...board, variables: variables.filter((_, index) => index !== at) })
                }
              />
            </div>
          ))}
          {isBad && (
            <p class="field-error" role="alert">
              {text.variableBad}
            </p>
          )}
          {variables.length < MOST_VARIABLES && (
            <Button
              icon="plus"
              onClick={() => setBoard({ ...board, variables: [...variables, freshVariable(variables)] })}
            >
              {text.addVariable}
            </Button>
          )}
        </fieldset>
        <footer>
          <Button onClick={onClose}>{words.shell.common.cancel}</Button>
          <Button look="primary" type="submit" disabled={isBad}>
            {text.apply}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}

/** The collector would refuse these. */
function areBad(variables: readonly BoardVariable[]): boolean {
  const names = variables.map(({ name }) => name);
  return variables.some(
    ({ name, of, metric, label }, at) =>
      !NAME.test(name) || names.indexOf(name) !== at || (of === 'label' && (metric === '' || label === '')),
  );
}

function freshVariable(variables: readonly BoardVariable[]): BoardVariable {
  const of = OFS.find((each) => !variables.some(({ name }) => name === each)) ?? 'target';
  const taken = variables.some(({ name }) => name === of);
  const name = taken ? `${of}_${variables.length + 1}` : of;
  return {
    name,
    title: '',
    of: of === 'label' ? 'target' : of,
    metric: '',
    label: '',
    choice: 'several',
    value: [],
  };
}
