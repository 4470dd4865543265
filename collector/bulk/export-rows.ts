import type { Target } from '#collector/inventory/targets.ts';
import { COLUMNS, type ColumnKey, SIDES } from './columns.ts';
import type { Estate } from './estate.ts';
import { type Finder, finder } from './find-target.ts';
import { joinList } from './lists.ts';
import { pollCells } from './poll-cells.ts';

/** A sheet of these targets, headings first, in the language of who reads it. An import of it changes nothing. */
export function exportRows(targets: readonly Target[], estate: Estate, language: 'zh' | 'en'): string[][] {
  const find = finder(estate);
  const rows = targets.map((target) => {
    const cells = cellsOf(target, estate, find);
    return COLUMNS.map(({ key }) => cells[key]);
  });
  return [COLUMNS.map((column) => column[language]), ...rows];
}

/** Each column of a target as a sheet has it. */
export function cellsOf(target: Target, estate: Estate, find: Finder): Record<ColumnKey, string> {
  const { organisations, polls, credentials } = estate;
  const { id, organisation, rackUnit, rackUnits, parents } = target;
  const sides = SIDES.map((side) => [
    side,
    joinList(parents[side].map((parent) => find.nameOf(parent, organisation))),
  ]);
  return {
    id,
    name: target.name,
    organisation: organisations.find((each) => each.id === organisation)?.name ?? organisation,
    kind: target.kind,
    address: target.address,
    zone: target.zone,
    room: target.room,
    rack: target.rack,
    rackUnit: rackUnit === 0 ? '' : String(rackUnit),
    rackUnits: rackUnits === 0 ? '' : String(rackUnits),
    owner: target.owner,
    contract: target.contract,
    vendor: target.vendor,
    model: target.model,
    ...(Object.fromEntries(sides) as Record<(typeof SIDES)[number], string>),
    ...pollCells(polls.get(id) ?? [], credentials),
  };
}
