import { standingAlone } from './en/alerted.ts';
import { alerts } from './en/alerts.ts';
import { boards } from './en/boards.ts';
import { bulk } from './en/bulk.ts';
import { contacts } from './en/contacts.ts';
import { databases } from './en/databases.ts';
import { device } from './en/device.ts';
import { devices } from './en/devices.ts';
import { explore } from './en/explore.ts';
import { figures } from './en/figures.ts';
import { groups } from './en/groups.ts';
import { jobs } from './en/jobs.ts';
import { networkMap } from './en/map.ts';
import { machine, metrics, overview, states } from './en/monitor.ts';
import { place } from './en/place.ts';
import { rooms } from './en/rooms.ts';
import { rules } from './en/rules.ts';
import { search } from './en/search.ts';
import { settings } from './en/settings.ts';
import { errors, shell, signIn } from './en/shell.ts';
import { silences } from './en/silences.ts';
import { summary } from './en/summary.ts';
import { system } from './en/system.ts';
import { target } from './en/target.ts';
import { thresholds } from './en/thresholds.ts';
import { trials } from './en/trials.ts';
import { wall } from './en/wall.ts';
import { web } from './en/web.ts';
import { why } from './en/why.ts';
import { whyNot } from './en/why-not.ts';
import type { zhCN } from './zh-cn.ts';

/** Everything the pages say, in English. */
export const en: typeof zhCN = {
  language: 'en',
  shell,
  signIn,
  errors,
  states,
  metrics,
  figures,
  standingAlone,
  overview,
  machine,
  target,
  place,
  device,
  devices,
  jobs,
  alerts,
  contacts,
  why,
  silences,
  rules,
  groups,
  thresholds,
  whyNot,
  trials,
  settings,
  summary,
  system,
  rooms,
  networkMap,
  wall,
  explore,
  boards,
  databases,
  web,
  bulk,
  search,
};
