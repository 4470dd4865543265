import type { RoomItem } from '#protocol/room.ts';
import type { RoomTarget } from '../../api/rooms.ts';
import { machineRoute } from '../../state/route.ts';
import { Button } from '../../ui/button.tsx';
import { useText } from '../../ui/context.ts';
import { StateTag } from '../../ui/tag.tsx';
import { ItemForm } from './edit/item-form.tsx';
import { PutDevices } from './edit/put-devices.tsx';
import type { Editor } from './edit/use-editor.ts';
import { everyOne, type Reach } from './model/needs.ts';
import { RackView } from './rack/rack-view.tsx';
import { Relations } from './relations.tsx';
import { type RoomStates, worstOf } from './use-room-states.ts';

/** What was chosen on the plan: a rack from the front, or a thing with what stands on it. */
export function ChosenPanel(options: {
  item: RoomItem;
  organisation: string;
  targets: readonly RoomTarget[];
  names: ReadonlyMap<string, RoomTarget>;
  devices: readonly RoomTarget[];
  states: RoomStates;
  up: Reach;
  down: Reach;
  editor?: Editor;
  onRemove(item: RoomItem): void;
  onClose(): void;
}) {
  const { item, organisation, targets, names, devices, states, up, down, editor, onRemove, onClose } =
    options;
  const { words } = useText();
  const text = words.rooms;
  const found = worstOf(item.kind === 'rack' ? devices : item.target ? [{ id: item.target }] : [], states);
  const title = item.name || text.kinds[item.kind];
  return (
    <section class="panel card chosen" aria-label={title}>
      <header class="card-head">
        <h2 class="clip">{title}</h2>
        {found && <StateTag mark={found.worst} text={words.states.machine[found.worst]} />}
        {item.target && <a href={machineRoute(item.target)}>{text.openPage}</a>}
        <span class="chosen-close">
          <Button look="quiet" icon="close" label={words.shell.common.close} onClick={onClose} />
        </span>
      </header>
      {editor && <ItemForm item={item} editor={editor} targets={targets} onRemove={onRemove} />}
      {!editor && (item.kind === 'rack' || item.target) && (
        <Relations {...{ up, down, names }} onlyUp={item.kind === 'rack' && everyOne(down).size === 0} />
      )}
      {editor && item.kind === 'rack' && (
        <div class="card-body">
          <PutDevices {...{ rack: item, organisation, targets, editor }} />
        </div>
      )}
      {item.kind === 'rack' && <RackView rack={item} devices={devices} states={states} editor={editor} />}
    </section>
  );
}
