import { useState } from 'preact/hooks';
import type { EnrolToken } from '../../api/shapes.ts';
import { Button } from '../../ui/button.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { CopyText } from '../../ui/copy-text.tsx';
import { SelectField } from '../../ui/field.tsx';
import { useChange } from '../../ui/use-change.ts';

/** A one-time token and the command that uses it. */
export function EnrolSteps() {
  const { api, session } = useWard();
  const { words, formats } = useText();
  const text = words.settings.agents;
  const current = session.current.value;
  const organisations = current.state === 'in' ? current.session.organisations : [];
  const [organisation, setOrganisation] = useState(organisations[0]?.id ?? '');
  const [made, setMade] = useState<EnrolToken>();
  const { busy, error, run } = useChange();

  const make = () =>
    run(async () => setMade(await api.send<EnrolToken>('POST', 'enrol-tokens', { organisation })));

  if (made) {
    const collector = location.origin;
    return (
      <div class="enrol">
        <p>{text.command}</p>
        <CopyText text={`npm run agent -- --collector ${collector} --token ${made.token}`} />
        <p class="muted">{text.tokenOnce(formats.moment(made.expiresAtMs))}</p>
      </div>
    );
  }
  return (
    <div class="enrol">
      <p class="muted">{text.enrolHint}</p>
      {organisations.length > 1 && (
        <SelectField
          label={words.overview.organisation}
          value={organisation}
          choices={organisations.map(({ id, name }) => ({ value: id, text: name }))}
          onChoose={setOrganisation}
        />
      )}
      <Button look="primary" disabled={busy} onClick={() => void make()}>
        {text.makeToken}
      </Button>
      {error && (
        <p class="field-error" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}
