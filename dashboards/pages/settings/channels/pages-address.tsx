import { useState } from 'preact/hooks';
import type { PagesAddressAnswer } from '../../../api/contacts.ts';
import { Button } from '../../../ui/button.tsx';
import { useText, useWard } from '../../../ui/context.ts';
import { TextField } from '../../../ui/field.tsx';
import { useChange } from '../../../ui/use-change.ts';
import { useLoad } from '../../../ui/use-load.ts';

/** Where links in messages lead; who may change it is offered the address that is open. */
export function PagesAddress({ mayChange }: { mayChange: boolean }) {
  const { api } = useWard();
  const { words } = useText();
  const text = words.contacts.channels.links;
  const [changing, setChanging] = useState(false);
  const { value, reload } = useLoad((signal) => api.get<PagesAddressAnswer>('pages-address', {}, signal), []);
  if (!value) return null;
  const { url, isByFile } = value;
  if (!changing && (url !== '' || !mayChange))
    return (
      <p class="muted pages-address">
        {url === '' ? text.none : text.leadTo(url)} {isByFile && text.byFile}
        {mayChange && !isByFile && (
          <Button look="quiet" onClick={() => setChanging(true)}>
            {words.shell.common.edit}
          </Button>
        )}
      </p>
    );
  return (
    <AddressForm
      before={url}
      onCancel={changing ? () => setChanging(false) : undefined}
      onSaved={() => {
        setChanging(false);
        reload();
      }}
    />
  );
}

function AddressForm(options: { before: string; onCancel: (() => void) | undefined; onSaved(): void }) {
  const { before, onCancel, onSaved } = options;
  const { api } = useWard();
  const { words } = useText();
  const text = words.contacts.channels.links;
  const [typed, setTyped] = useState(before || `${location.origin}${location.pathname}`.replace(/\/+$/, ''));
  const { busy, error, run } = useChange();
  const isGood = typed.trim() === '' || (/^https?:\/\//i.test(typed.trim()) && URL.canParse(typed.trim()));
  return (
    <form
      class="note pages-address-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (isGood) void run(() => api.send('PUT', 'pages-address', { url: typed.trim() }), onSaved);
      }}
    >
      {before === '' && <p>{text.none}</p>}
      <TextField
        label={text.address}
        value={typed}
        hint={isOnlyHere(typed) ? text.onlyHere : text.hint}
        error={isGood ? undefined : text.bad}
        onInput={setTyped}
      />
      {error && (
        <p class="field-error" role="alert">
          {error}
        </p>
      )}
      <footer>
        {onCancel && <Button onClick={onCancel}>{words.shell.common.cancel}</Button>}
        <Button type="submit" disabled={busy}>
          {before === '' ? text.use : words.shell.common.save}
        </Button>
      </footer>
    </form>
  );
}

/** True for an address that no other machine can open. */
function isOnlyHere(url: string): boolean {
  return URL.canParse(url) && /^(localhost|127\.[\d.]+|\[::1\])$/.test(new URL(url).hostname);
}
