import { useState } from 'preact/hooks';
import type { EnrolToken } from '../../api/shapes.ts';
import { Button, Segments } from '../../ui/button.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { CopyText } from '../../ui/copy-text.tsx';
import { SelectField, TextField } from '../../ui/field.tsx';
import { useChange } from '../../ui/use-change.ts';
import { agentCommand, isZoneName, PLATFORMS, type Platform } from './agent-zone.ts';

/** A one-time token and the command that uses it. */
export function EnrolSteps() {
  const { api, session } = useWard();
  const { words, formats } = useText();
  const text = words.settings.agents;
  const current = session.current.value;
  const organisations = current.state === 'in' ? current.session.organisations : [];
  const [organisation, setOrganisation] = useState(organisations[0]?.id ?? '');
  const [zone, setZone] = useState('');
  const [platform, setPlatform] = useState<Platform>('linux');
  const [made, setMade] = useState<EnrolToken>();
  const { busy, error, run } = useChange();

  const make = () =>
    run(async () => {
      const body = { organisation, zone: zone.trim() || null };
      setMade(await api.send<EnrolToken>('POST', 'enrol-tokens', body));
    });
  const isNamed = zone.trim() === '' || isZoneName(zone.trim());

  if (made) {
    const collector = location.origin;
    return (
      <div class="enrol">
        <Segments<Platform>
          label={text.command}
          value={platform}
          choices={PLATFORMS.map((value) => ({ value, text: text.platforms[value] }))}
          onChoose={setPlatform}
        />
        <p>{text.platformHints[platform]}</p>
        <CopyText key={platform} text={agentCommand(collector, made.token, zone.trim(), platform)} />
        {platform !== 'npm' && zone.trim() !== '' && <p>{text.zoneInFile(zone.trim())}</p>}
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
      <TextField
        label={text.tokenZone}
        value={zone}
        hint={text.tokenZoneHint}
        maxLength={64}
        error={isNamed ? undefined : text.badZone}
        onInput={setZone}
      />
      <Button look="primary" disabled={busy || !isNamed} onClick={() => void make()}>
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
