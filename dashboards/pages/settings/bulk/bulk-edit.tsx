import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { BulkAnswer, BulkResult } from '../../../api/bulk.ts';
import { Button } from '../../../ui/button.tsx';
import { useText, useWard } from '../../../ui/context.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { SelectField, TextField } from '../../../ui/field.tsx';
import { useChange } from '../../../ui/use-change.ts';
import { kindText } from '../../../words/words.ts';
import { DEVICE_KINDS } from '../devices/kinds.ts';
import { inParts } from './in-parts.ts';

const FIELDS = ['zone', 'room', 'rack', 'owner', 'contract', 'vendor', 'model'] as const;
type Field = (typeof FIELDS)[number] | 'kind';
const SIDES = ['network', 'power', 'cooling', 'host'] as const;

/** Changes the same fields of many targets; whatever is typed into is ticked by itself. */
export function BulkEdit(options: {
  ids: readonly string[];
  onDone(results: BulkResult[]): void;
  onClose(): void;
}) {
  const { ids, onDone, onClose } = options;
  const { api, fleet } = useWard();
  const { words, formats } = useText();
  const text = words.bulk;
  const [fields, setFields] = useState<Partial<Record<Field, string>>>({});
  const [side, setSide] = useState<(typeof SIDES)[number] | ''>('');
  const [how, setHow] = useState<'addParents' | 'replaceParents'>('addParents');
  const [parent, setParent] = useState('');
  const [done, setDone] = useState<number>();
  const { busy, error, run } = useChange();
  const machines = fleet.machines.value;
  const named = machines.find(({ target }) => target.name === parent.trim());
  const isWhole = side === '' ? Object.keys(fields).length > 0 : named !== undefined || parent.trim() === '';

  function tick(field: Field, value: string | undefined): void {
    const { [field]: _before, ...others } = fields;
    setFields(value === undefined ? others : { ...others, [field]: value });
  }

  function save(event: Event): void {
    event.preventDefault();
    if (!isWhole) return;
    const parents = side === '' ? {} : { [how]: { [side]: named ? [named.target.id] : [] } };
    const typed = Object.fromEntries(Object.entries(fields).map(([field, value]) => [field, value.trim()]));
    void run(async () =>
      onDone(
        await inParts(
          ids,
          (part) =>
            api.send<BulkAnswer>('POST', 'targets/bulk', {
              ids: part,
              change: { fields: typed, ...parents },
            }),
          setDone,
        ),
      ),
    );
  }

  return (
    <Dialog title={text.editTitle(formats.number(ids.length))} wide onClose={onClose}>
      <form onSubmit={save} noValidate>
        <p class="muted">{text.editHint}</p>
        <div class="form-grid">
          {FIELDS.map((field, at) => (
            <Ticked
              key={field}
              label={text.change(text.fields[field])}
              isOn={fields[field] !== undefined}
              onTick={(on) => tick(field, on ? '' : undefined)}
            >
              <TextField
                label={text.fields[field]}
                value={fields[field] ?? ''}
                autofocus={at === 0}
                maxLength={100}
                onInput={(value) => tick(field, value)}
              />
            </Ticked>
          ))}
          <Ticked
            label={text.change(text.fields.kind)}
            isOn={fields.kind !== undefined}
            onTick={(on) => tick('kind', on ? DEVICE_KINDS[0] : undefined)}
          >
            <SelectField
              label={text.fields.kind}
              value={fields.kind ?? ''}
              choices={[
                { value: '', text: text.parentsNone },
                ...DEVICE_KINDS.map((value) => ({ value, text: kindText(words, value) })),
              ]}
              onChoose={(value) => tick('kind', value || undefined)}
            />
          </Ticked>
        </div>
        <div class="form-grid bulk-parents">
          <SelectField<(typeof SIDES)[number] | ''>
            label={text.parents}
            value={side}
            choices={[
              { value: '' as const, text: text.parentsNone },
              ...SIDES.map((value) => ({ value, text: text.sides[value] })),
            ]}
            onChoose={setSide}
          />
          {side !== '' && (
            <>
              <SelectField<'addParents' | 'replaceParents'>
                label={text.parentsHow}
                value={how}
                choices={[
                  { value: 'addParents', text: text.parentsAdd },
                  { value: 'replaceParents', text: text.parentsReplace },
                ]}
                onChoose={setHow}
              />
              <TextField
                label={text.parent}
                value={parent}
                suggestions={machines.slice(0, 2_000).map(({ target }) => target.name)}
                error={parent.trim() !== '' && !named ? text.parentUnknown : undefined}
                onInput={setParent}
              />
            </>
          )}
        </div>
        {error && (
          <p class="field-error" role="alert">
            {error}
          </p>
        )}
        <footer>
          {busy && done !== undefined && (
            <span class="muted footer-start" role="status">
              {text.progress(formats.number(done), formats.number(ids.length))}
            </span>
          )}
          {!isWhole && <span class="muted footer-start">{text.nothing}</span>}
          <Button onClick={onClose}>{words.shell.common.cancel}</Button>
          <Button look="primary" type="submit" disabled={busy || !isWhole}>
            {busy ? words.shell.common.saving : text.apply}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}

/** A field that changes only while it is ticked. */
function Ticked(options: {
  label: string;
  isOn: boolean;
  onTick(on: boolean): void;
  children: ComponentChildren;
}) {
  const { label, isOn, onTick, children } = options;
  return (
    <div class={isOn ? 'ticked on' : 'ticked'}>
      <input
        type="checkbox"
        aria-label={label}
        checked={isOn}
        onChange={(event) => onTick(event.currentTarget.checked)}
      />
      {children}
    </div>
  );
}
