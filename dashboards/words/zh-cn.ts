import type { Language } from './language.ts';
import { standingAlone } from './zh-cn/alerted.ts';
import { alerts } from './zh-cn/alerts.ts';
import { boards } from './zh-cn/boards.ts';
import { bulk } from './zh-cn/bulk.ts';
import { contacts } from './zh-cn/contacts.ts';
import { databases } from './zh-cn/databases.ts';
import { device } from './zh-cn/device.ts';
import { devices } from './zh-cn/devices.ts';
import { explore } from './zh-cn/explore.ts';
import { figures } from './zh-cn/figures.ts';
import { groups } from './zh-cn/groups.ts';
import { jobs } from './zh-cn/jobs.ts';
import { networkMap } from './zh-cn/map.ts';
import { machine, metrics, overview, states } from './zh-cn/monitor.ts';
import { place } from './zh-cn/place.ts';
import { rooms } from './zh-cn/rooms.ts';
import { rules } from './zh-cn/rules.ts';
import { search } from './zh-cn/search.ts';
import { settings } from './zh-cn/settings.ts';
import { errors, shell, signIn } from './zh-cn/shell.ts';
import { silences } from './zh-cn/silences.ts';
import { summary } from './zh-cn/summary.ts';
import { system } from './zh-cn/system.ts';
import { target } from './zh-cn/target.ts';
import { thresholds } from './zh-cn/thresholds.ts';
import { trials } from './zh-cn/trials.ts';
import { wall } from './zh-cn/wall.ts';
import { web } from './zh-cn/web.ts';
import { why } from './zh-cn/why.ts';
import { whyNot } from './zh-cn/why-not.ts';

/** Everything the pages say, in Chinese; its type is what every language must have. */
export const zhCN = {
  language: 'zh-CN' as Language,
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
