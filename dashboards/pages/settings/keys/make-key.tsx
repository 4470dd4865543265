import { useState } from 'preact/hooks';
import { Button, Segments } from '../../../ui/button.tsx';
import { useText, useWard } from '../../../ui/context.ts';
import { CopyText } from '../../../ui/copy-text.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { SelectField, TextField } from '../../../ui/field.tsx';
import { FormFoot } from '../../../ui/form-foot.tsx';
import { useChange } from '../../../ui/use-change.ts';
import { snippets } from './snippets.ts';

/** A new key, shown this once, with what the programs that will use it need. */
export function MakeKey({ onMade, onClose }: { onMade(): void; onClose(): void }) {
  const { api, session } = useWard();
  const { words } = useText();
  const text = words.settings.keys;
  const current = session.current.value;
  const organisations = current.state === 'in' ? current.session.organisations : [];
  const [organisation, setOrganisation] = useState(organisations[0]?.id ?? '');
  const [name, setName] = useState('');
  const [key, setKey] = useState<string>();
  const [shown, setShown] = useState('Telegraf');
  const { busy, error, run } = useChange();

  function make(event: Event): void {
    event.preventDefault();
    if (!name.trim()) return;
    void run(async () => {
      const body = { name: name.trim(), ...(organisation && { organisation }) };
      setKey((await api.send<{ key: string }>('POST', 'keys', body)).key);
      onMade();
    });
  }

  if (key !== undefined) {
    const offered = snippets(location.origin, key);
    return (
      <Dialog title={name.trim()} wide onClose={onClose}>
        <p>{text.once}</p>
        <CopyText text={key} />
        <h3 class="key-part">{text.snippets}</h3>
        <Segments
          label={text.snippets}
          value={shown}
          choices={offered.map((each) => ({ value: each.name, text: each.name }))}
          onChoose={setShown}
        />
        <CopyText key={shown} text={offered.find((each) => each.name === shown)?.text ?? ''} />
        <footer>
          <Button look="primary" onClick={onClose}>
            {words.shell.common.close}
          </Button>
        </footer>
      </Dialog>
    );
  }
  return (
    <Dialog title={text.add} onClose={onClose}>
      <form onSubmit={make} noValidate>
        <TextField
          label={text.name}
          value={name}
          hint={text.nameHint}
          maxLength={100}
          autofocus
          onInput={setName}
        />
        {organisations.length > 1 && (
          <SelectField
            label={text.organisation}
            value={organisation}
            choices={organisations.map(({ id, name: title }) => ({ value: id, text: title }))}
            onChoose={setOrganisation}
          />
        )}
        <p class="muted">{text.mayWrite}</p>
        <FormFoot error={error} action={text.make} disabled={busy || !name.trim()} onClose={onClose} />
      </form>
    </Dialog>
  );
}
