import type { RoomItem, RoomPlan } from '#protocol/room.ts';
import type { RoomTarget } from '../../api/rooms.ts';
import type { Formats } from '../../words/format.ts';
import type { Words } from '../../words/words.ts';
import { collisions } from './model/draft.ts';
import type { Reach } from './model/needs.ts';
import { everyOne } from './model/needs.ts';
import type { ItemLook } from './plan/plan-item.tsx';
import { type RoomStates, worstOf } from './use-room-states.ts';
import type { ShownValues } from './use-room-values.ts';

/** What `looksOf` needs of a room. */
export interface LookParts {
  plan: RoomPlan;
  byRack: ReadonlyMap<string, readonly RoomTarget[]>;
  states: RoomStates;
  values: ShownValues;
  added: readonly string[];
  isEditing: boolean;
  chosen: string | null;
  up: Reach | null;
  down: Reach | null;
  words: Words;
  formats: Formats;
}

/** How each thing of the plan is shown, with the sentence that a screen reader says. */
export function looksOf(parts: LookParts): Map<string, ItemLook> {
  const { plan, added, isEditing, chosen, up, down } = parts;
  const clashing = isEditing ? collisions(plan) : new Set<string>();
  const isNew = new Set(added);
  const above = up && everyOne(up);
  const below = down && everyOne(down);
  const looks = new Map<string, ItemLook>();
  for (const item of plan.items) {
    const ids = idsOf(item, parts.byRack);
    const relation =
      item.id === chosen
        ? 'chosen'
        : above && ids.some((id) => above.has(id))
          ? 'up'
          : below && ids.some((id) => below.has(id))
            ? 'down'
            : 'none';
    looks.set(item.id, {
      ...stateAndFigure(item, parts),
      isNew: isNew.has(item.id),
      isClashing: clashing.has(item.id),
      relation,
    });
  }
  return looks;
}

/** Targets that a thing on the plan stands for. */
export function idsOf(item: RoomItem, byRack: LookParts['byRack']): string[] {
  if (item.kind === 'rack') return (byRack.get(item.name) ?? []).map(({ id }) => id);
  return item.target === null ? [] : [item.target];
}

function stateAndFigure(
  item: RoomItem,
  { byRack, states, values, words, formats }: LookParts,
): Pick<ItemLook, 'state' | 'affected' | 'figure' | 'label' | 'isBlowing'> {
  const text = words.rooms;
  const kind = text.kinds[item.kind];
  const name = item.name ? `${kind} ${item.name}` : kind;
  if (item.kind === 'rack') {
    const devices = byRack.get(item.name) ?? [];
    const found = worstOf(devices, states);
    if (!found)
      return {
        state: null,
        affected: 0,
        figure: '',
        label: `${name}, ${text.table.empty}`,
        isBlowing: false,
      };
    const { worst, affected } = found;
    const count = formats.number(devices.length);
    const said = [name, words.states.machine[worst], text.rack.devices(count)];
    if (affected > 0) said.push(text.rack.affected(formats.number(affected)));
    return { state: worst, affected, figure: count, label: said.join(', '), isBlowing: false };
  }
  const { target } = item;
  if (target === null) return { state: null, affected: 0, figure: '', label: name, isBlowing: false };
  const state = states.get(target) ?? 'none';
  const celsius = values.of(target, 'room.temperature_celsius');
  const supply = values.of(target, 'cooling.supply_temperature_celsius');
  const load = values.of(target, 'ups.load_percent');
  const isBlowing = item.kind === 'cooling' && values.of(target, 'cooling.state') === 0;
  const figure =
    item.kind === 'sensor'
      ? Number.isNaN(celsius)
        ? '–'
        : `${formats.number(celsius, 1)}°`
      : item.kind === 'cooling'
        ? Number.isNaN(supply)
          ? ''
          : `${formats.number(supply, 0)}°`
        : Number.isNaN(load)
          ? ''
          : formats.percent(load, 0);
  const said = [name, words.states.machine[state]];
  if (figure && figure !== '–') said.push(figure);
  if (item.kind === 'cooling' && values.has(target, 'cooling.state'))
    said.push(isBlowing ? text.facts.runs : text.facts.stands);
  return { state, affected: 0, figure, label: said.join(', '), isBlowing };
}
