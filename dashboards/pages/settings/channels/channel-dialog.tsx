import './channels.css';
import { useState } from 'preact/hooks';
import type { ChannelKind } from '#protocol/channel-catalogue.ts';
import type { ChannelEntry } from '../../../api/contacts.ts';
import { Button } from '../../../ui/button.tsx';
import { useText } from '../../../ui/context.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { Loading } from '../../../ui/empty.tsx';
import { useYaml } from '../form/use-yaml.ts';
import { ChannelForm } from './channel-form.tsx';

/** A new channel, of a kind that is chosen first, or one that is changed. */
export function ChannelDialog(options: {
  kinds: readonly ChannelKind[];
  channels: readonly ChannelEntry[];
  before: ChannelEntry | undefined;
  onSaved(name: string): void;
  onClose(): void;
}) {
  const { kinds, channels, before, onSaved, onClose } = options;
  const { words, formats } = useText();
  const text = words.contacts.channels;
  const [chosen, setChosen] = useState<ChannelKind>();
  const yaml = useYaml();
  const kind = before ? kinds.find((each) => each.kind === before.kind) : chosen;
  const title = before ? text.editTitle(before.name) : text.addTitle;
  const shown = kind ? `${title} · ${kind.title[formats.language]}` : title;
  return (
    <Dialog title={shown} broad={kind !== undefined} wide={kind === undefined} onClose={onClose}>
      {!kind && <ChooseKind kinds={kinds} onChoose={setChosen} />}
      {kind && !yaml && <Loading />}
      {kind && yaml && (
        <ChannelForm
          kind={kind}
          channels={channels}
          before={before}
          yaml={yaml}
          onSaved={onSaved}
          onClose={onClose}
          onBack={before ? undefined : () => setChosen(undefined)}
        />
      )}
    </Dialog>
  );
}

function ChooseKind({
  kinds,
  onChoose,
}: {
  kinds: readonly ChannelKind[];
  onChoose(kind: ChannelKind): void;
}) {
  const { words, formats } = useText();
  const text = words.contacts.channels;
  const groups = [
    { title: text.forPeople, kinds: kinds.filter(({ isForPrograms }) => !isForPrograms) },
    { title: text.forPrograms, kinds: kinds.filter(({ isForPrograms }) => isForPrograms) },
  ];
  return (
    <div class="choose-kind">
      {groups.map((group) => (
        <section key={group.title}>
          <h3>{group.title}</h3>
          <ul class="choices">
            {group.kinds.map((kind) => (
              <li key={kind.kind}>
                <Button onClick={() => onChoose(kind)}>{kind.title[formats.language]}</Button>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
