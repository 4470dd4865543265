import { useState } from 'preact/hooks';
import type { Device } from '../../../api/polling.ts';
import { lazyPage } from '../../../shell/lazy-page.tsx';
import type { Machine } from '../../../state/machine.ts';
import { Button } from '../../../ui/button.tsx';
import { useText, useWard } from '../../../ui/context.ts';
import { errorText } from '../../../words/error-text.ts';
import { DeedButtons } from '../../alerts/deed-buttons.tsx';
import { EVERY_ALERT } from '../../settings/contacts/match-text.ts';
import { newDraft } from '../../silences/silence-draft.ts';
import type { MachineData } from '../machine-data.ts';
import type { CheckChoice } from './check-now.tsx';
import { readCheckChoices } from './read-check-choices.ts';

// Forms come with them.
const SilenceForm = lazyPage(async () => (await import('../../silences/silence-form.tsx')).SilenceForm);
const WhyNotDialog = lazyPage(async () => (await import('../../settings/rules/why-not.tsx')).WhyNotDialog);
const EditDevice = lazyPage(async () => (await import('../../settings/devices/edit-device.tsx')).EditDevice);
const CheckNow = lazyPage(async () => (await import('./check-now.tsx')).CheckNow);

type Open =
  | { what: 'silence' | 'why' }
  | { what: 'edit'; device: Device }
  | { what: 'check'; choices: readonly CheckChoice[] };

/** What can be done about a target from the head of its page. */
export function HeadActions({ machine, data }: { machine: Machine; data: MachineData }) {
  const { api, alerts, session, toasts } = useWard();
  const { words } = useText();
  const text = words.target.head;
  const { id, name, organisation, isPolled } = machine.target;
  const [open, setOpen] = useState<Open>();
  const [isBusy, setBusy] = useState(false);
  const firing = alerts.active.value.filter(({ target, state }) => target === id && state === 'firing');
  const mayWrite = session.can('targets.write');
  const close = () => setOpen(undefined);

  /** What it takes to open a form is read first; a fault is told, and nothing opens. */
  function openWith(read: () => Promise<Open>): void {
    setBusy(true);
    read()
      .then(setOpen, (error: unknown) => toasts.say(errorText(words, error), 'bad'))
      .finally(() => setBusy(false));
  }

  async function readChecks(): Promise<Open> {
    const choices = await readCheckChoices(api, id, data, session.can('agents.read'));
    if (choices.length === 0) throw new Error(words.target.check.nobody);
    return { what: 'check', choices };
  }

  async function readDevice(): Promise<Open> {
    return { what: 'edit', device: await api.get<Device>(`targets/${encodeURIComponent(id)}`) };
  }

  return (
    <div class="machine-actions">
      {mayWrite && (
        <Button disabled={isBusy} onClick={() => openWith(readChecks)}>
          {words.target.check.open}
        </Button>
      )}
      <DeedButtons alerts={firing} only={['acknowledge']} />
      {session.can('silences.write') && (
        <Button onClick={() => setOpen({ what: 'silence' })}>{text.silence}</Button>
      )}
      <Button onClick={() => setOpen({ what: 'why' })}>{text.why}</Button>
      {mayWrite && isPolled && (
        <Button disabled={isBusy} onClick={() => openWith(readDevice)}>
          {text.edit}
        </Button>
      )}
      {open?.what === 'check' && <CheckNow name={name} choices={open.choices} onClose={close} />}
      {open?.what === 'silence' && (
        <SilenceForm
          start={(nowMs, clock) => ({
            ...newDraft('silence', nowMs, clock),
            name,
            match: { ...EVERY_ALERT, targets: [id] },
          })}
          organisation={organisation}
          onClose={close}
        />
      )}
      {open?.what === 'why' && <WhyNotDialog target={id} onClose={close} />}
      {open?.what === 'edit' && (
        <EditDevice
          device={open.device}
          onClose={close}
          onSaved={(saved) => {
            toasts.say(words.devices.saved(saved));
            close();
          }}
        />
      )}
    </div>
  );
}
