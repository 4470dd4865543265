import { useMemo, useState } from 'preact/hooks';
import type { RoomItem } from '#protocol/room.ts';
import type { RoomAnswer, RoomTarget } from '../../api/rooms.ts';
import { useText } from '../../ui/context.ts';
import { Confirm } from '../../ui/dialog.tsx';
import { LeaveGuard } from '../../ui/leave-guard.tsx';
import { ChosenPanel } from './chosen-panel.tsx';
import { EditBar } from './edit/edit-bar.tsx';
import { RoomSize } from './edit/room-size.tsx';
import type { Editor } from './edit/use-editor.ts';
import { itemEditing } from './edit/use-item-editing.ts';
import { idsOf, looksOf } from './item-looks.ts';
import { inRack, placedTargets, removeItem } from './model/draft.ts';
import { everyOne, needsOf } from './model/needs.ts';
import { naturally } from './model/order.ts';
import { powerFlow, rackKey } from './model/power.ts';
import { Legend } from './plan/legend.tsx';
import { measured, PlanView } from './plan/plan-view.tsx';
import { PowerView } from './power/power-view.tsx';
import { RackTable } from './rack/rack-table.tsx';
import { RoomFacts } from './room-facts.tsx';
import type { RoomView } from './room-route.ts';
import { useRoomStates } from './use-room-states.ts';
import { useRoomValues } from './use-room-values.ts';

/** Kinds that tell of air and power; others are subscribed to by nobody here. */
const TELLING = new Set(['sensor', 'air_conditioner', 'ups', 'pdu', 'power_panel']);

/** Plan, air or power of a room, with what was chosen beside it and the racks in words below. */
export function RoomBody(options: {
  room: RoomAnswer;
  view: RoomView;
  editor: Editor | undefined;
  onEnd(): void;
  onPlanGone(): void;
}) {
  const { room, view, editor, onEnd, onPlanGone } = options;
  const { words, formats } = useText();
  const [chosen, setChosen] = useState<string | null>(null);
  const [removing, setRemoving] = useState<RoomItem>();
  const places = editor?.draft.places;
  const joined = editor?.draft.joined;
  const plan = editor?.draft.plan ?? room.plan;
  const targets = useMemo(
    () => (places && joined ? placedTargets([...room.targets, ...joined], places) : room.targets),
    [room.targets, places, joined],
  );
  const everybody = useMemo(() => [...targets, ...room.outside], [targets, room.outside]);
  const names = useMemo(() => new Map(everybody.map((target) => [target.id, target])), [everybody]);
  const telling = useMemo(() => everybody.filter(({ kind }) => TELLING.has(kind)), [everybody]);
  const byRack = useMemo(() => groupByRack(targets), [targets]);
  const flow = useMemo(() => powerFlow(targets, room.outside), [targets, room.outside]);
  const needs = useMemo(() => needsOf(targets, room.outside), [targets, room.outside]);
  const states = useRoomStates(everybody);
  const values = useRoomValues(telling);

  const item = plan.items.find(({ id }) => id === chosen);
  const ids = item ? idsOf(item, byRack) : [];
  const key = ids.join(' ');
  const up = useMemo(() => needs.up(ids), [needs, key]);
  const down = useMemo(() => needs.down(ids), [needs, key]);
  const looks = useMemo(
    () =>
      looksOf({
        ...{
          plan,
          byRack,
          states,
          values,
          added: room.added,
          isEditing: editor !== undefined,
          chosen,
          words,
          formats,
        },
        up: item && !editor ? up : null,
        down: item && !editor ? down : null,
      }),
    [plan, byRack, states, values, room.added, editor === undefined, chosen, up, down, words, formats],
  );
  const racks = useMemo(
    () => plan.items.filter(({ kind }) => kind === 'rack').sort((a, b) => naturally(a.name, b.name)),
    [plan.items],
  );

  function remove(wanted: RoomItem): void {
    if (!editor || wanted.target !== null) return;
    const loses = wanted.kind === 'rack' && inRack(targets, editor.draft, wanted.name).length > 0;
    if (loses) setRemoving(wanted);
    else removeNow(wanted);
  }

  function removeNow({ id }: RoomItem): void {
    editor?.change((draft) => removeItem(draft, id, targets));
    setRemoving(undefined);
    setChosen(null);
  }

  const marked = new Set<string>();
  if (item) {
    for (const id of [
      ...ids,
      ...everyOne({ ...up, cooling: new Set(), network: new Set() }),
      ...down.power,
    ]) {
      marked.add(id);
      const target = names.get(id);
      if (target && (ids.includes(id) || down.power.has(id))) marked.add(rackKey(target.rack));
    }
    if (item.kind === 'rack') marked.add(rackKey(item.name));
  }
  const chooseOnPower = (wanted: { rack: string } | { target: string }): void => {
    const found = plan.items.find((each) =>
      'rack' in wanted ? each.kind === 'rack' && each.name === wanted.rack : each.target === wanted.target,
    );
    setChosen(found && found.id !== chosen ? found.id : null);
  };
  const position =
    editor && item ? words.rooms.edit.position(item.name, metres(item.xCm), metres(item.yCm)) : '';

  return (
    <>
      {editor && (
        <EditBar
          editor={editor}
          hasNew={room.added.length > 0}
          onAdded={setChosen}
          onEnd={() => {
            setChosen(null);
            onEnd();
          }}
        />
      )}
      {editor?.isChanged && <LeaveGuard text={words.rooms.edit} />}
      <div class={`room-body${view === 'power' && !item ? ' is-wide' : ''}`}>
        <section class="panel room-main" aria-label={words.rooms.views[view]}>
          {view === 'power' ? (
            <PowerView flow={flow} states={states} values={values} marked={marked} onChoose={chooseOnPower} />
          ) : (
            <>
              <PlanView
                plan={plan}
                looks={looks}
                values={values}
                withField={view === 'air'}
                chosen={chosen}
                onChoose={setChosen}
                editing={editor && itemEditing(editor, remove)}
              />
              <Legend
                withField={view === 'air'}
                sensors={view === 'air' ? measured(plan, values).length : 0}
                hasNew={room.revision > 0 && room.added.length > 0}
              />
            </>
          )}
          {editor && (
            <p class="hidden-text" role="status">
              {position}
            </p>
          )}
        </section>
        <aside class="room-side" hidden={view === 'power' && !item}>
          {item ? (
            <ChosenPanel
              {...{ item, organisation: room.organisation, targets, names, states, up, down, editor }}
              devices={byRack.get(item.name) ?? []}
              onRemove={remove}
              onClose={() => setChosen(null)}
            />
          ) : editor ? (
            <RoomSize room={room} editor={editor} onPlanGone={onPlanGone} />
          ) : (
            <RoomFacts targets={targets} states={states} values={values} />
          )}
        </aside>
      </div>
      {!editor && racks.length > 0 && (
        <RackTable {...{ racks, byRack, states, flow }} onChoose={(id) => setChosen(id)} />
      )}
      {removing && editor && (
        <Confirm
          title={words.rooms.edit.removeTitle(removing.name)}
          hint={words.rooms.edit.removeHint(
            formats.number(inRack(targets, editor.draft, removing.name).length),
          )}
          action={words.shell.common.remove}
          onConfirm={() => removeNow(removing)}
          onClose={() => setRemoving(undefined)}
        />
      )}
    </>
  );

  function metres(cm: number): string {
    return formats.number(cm / 100, 1);
  }
}

function groupByRack(targets: readonly RoomTarget[]): Map<string, RoomTarget[]> {
  const found = new Map<string, RoomTarget[]>();
  for (const target of targets) {
    if (target.rack === '') continue;
    const there = found.get(target.rack);
    if (there) there.push(target);
    else found.set(target.rack, [target]);
  }
  return found;
}
