import type { Alert } from '#protocol/alert.ts';
import { seenSections } from '../pages/settings/section-names.ts';
import { PAGES, pathOf } from '../shell/page-names.ts';
import { alertRoute, jobRoute, machineRoute, routeTo } from '../state/route.ts';
import type { Ward } from '../state/ward.ts';
import { alertValue } from '../words/alert-text.ts';
import { kindText } from '../words/words.ts';
import { actionEntries } from './actions.ts';
import { type Entry, goTo } from './entry.ts';

/** Alerts looked through: of a storm the worst. */
const MOST_ALERTS = 500;
/** What is done is wanted before what only has that name. */
const PAGE_WEIGHT = 5;

/** Everything that can be found without asking the collector. */
export function allEntries(ward: Ward): Entry[] {
  return [
    ...actionEntries(ward),
    ...pageEntries(ward),
    ...systemEntries(ward),
    ...targetEntries(ward),
    ...roomEntries(ward),
    ...alertEntries(ward),
    ...ruleEntries(ward),
  ];
}

function pageEntries({ session, preferences }: Ward): Entry[] {
  const words = preferences.words.peek();
  const page = (key: string, title: string, below: string, route: string): Entry => ({
    key: `page ${key}`,
    kind: 'page',
    title,
    below,
    texts: [title, key],
    weight: PAGE_WEIGHT,
    open: goTo(route),
  });
  const { pages } = words.shell;
  return [
    ...PAGES.map((name) => page(name, pages[name], '', routeTo(pathOf(name)))),
    page('map', words.networkMap.title, pages.rooms, routeTo('map')),
    page('explore', words.explore.title, pages.boards, routeTo('explore')),
    page('silences', words.silences.tab, pages.alerts, routeTo('alerts', { tab: 'silences' })),
    ...seenSections((permission) => session.can(permission)).map((name) =>
      page(`settings/${name}`, words.settings.sections[name], pages.settings, routeTo(`settings/${name}`)),
    ),
  ];
}

/** The entry of a target; `below` may say by what else it was found. */
export function targetEntry({ fleet, preferences }: Ward, id: string, below?: string): Entry | undefined {
  const machine = fleet.machine(id);
  if (!machine) return undefined;
  const words = preferences.words.peek();
  const { target, state } = machine;
  const kind = kindText(words, target.kind);
  return {
    key: `target ${id}`,
    kind: 'target',
    title: target.name,
    below: below ?? [kind, target.address, target.room, target.rack].filter(Boolean).join(' · '),
    texts: [target.name, target.host, target.address, kind, target.room, target.rack, modelOf(target)],
    state,
    open: goTo(target.kind === 'job' ? jobRoute(id) : machineRoute(id)),
  };
}

function modelOf({ vendor, model }: { vendor?: string; model?: string }): string {
  return [vendor, model].filter(Boolean).join(' ');
}

function targetEntries(ward: Ward): Entry[] {
  const found: Entry[] = [];
  for (const { target } of ward.fleet.machines.peek()) {
    const entry = targetEntry(ward, target.id);
    if (entry) found.push(entry);
  }
  return found;
}

function systemEntries({ fleet, preferences, session }: Ward): Entry[] {
  const { search } = preferences.words.peek();
  const current = session.current.peek();
  const organisations = current.state === 'in' ? current.session.organisations : [];
  return [
    ...fleet.systems.peek().map(
      ({ id, name }): Entry => ({
        key: `system ${id}`,
        kind: 'system',
        title: name,
        below: search.kinds.system,
        texts: [name],
        open: goTo(routeTo('targets', { system: id })),
      }),
    ),
    ...organisations.map(
      ({ id, name }): Entry => ({
        key: `organisation ${id}`,
        kind: 'organisation',
        title: name,
        below: search.kinds.organisation,
        texts: [name],
        open: goTo(routeTo('targets', { organisation: id })),
      }),
    ),
  ];
}

function roomEntries({ fleet, preferences }: Ward): Entry[] {
  const { search } = preferences.words.peek();
  const rooms = new Map<string, string>();
  for (const { target } of fleet.machines.peek()) {
    if (target.room) rooms.set(`${target.organisation}/${target.room}`, target.room);
  }
  return [...rooms].map(([path, name]) => ({
    key: `room ${path}`,
    kind: 'room',
    title: name,
    below: search.kinds.room,
    texts: [name],
    open: goTo(routeTo('rooms', { room: path })),
  }));
}

function alertEntries({ alerts, fleet, rules, preferences }: Ward): Entry[] {
  const words = preferences.words.peek();
  const formats = preferences.formats.peek();
  const entry = (alert: Alert): Entry => {
    const name = fleet.machine(alert.target)?.target.name ?? alert.target;
    const rule = rules.name(alert.rule, formats.language);
    return {
      key: `alert ${alert.id}`,
      kind: 'alert',
      title: `${name} · ${rule}`,
      below: alertValue(alert, words, formats),
      texts: [name, rule],
      state: alert.severity === 'info' ? undefined : alert.severity,
      weight: -PAGE_WEIGHT,
      open: goTo(alertRoute(alert.id)),
    };
  };
  return alerts.active.peek().slice(0, MOST_ALERTS).map(entry);
}

function ruleEntries({ rules, preferences }: Ward): Entry[] {
  const { language } = preferences.formats.peek();
  return rules.entries.peek().map(({ rule }) => ({
    key: `rule ${rule.id}`,
    kind: 'rule',
    title: rule.name[language],
    below: rule.id,
    texts: [rule.name[language], rule.id, rule.watch.metric],
    weight: -PAGE_WEIGHT,
    open: goTo(routeTo('settings/rules', { rule: rule.id })),
  }));
}
