import type { Language } from './language.ts';
import { standingAlone } from './zh-cn/alerted.ts';
import { alerts } from './zh-cn/alerts.ts';
import { contacts } from './zh-cn/contacts.ts';
import { device } from './zh-cn/device.ts';
import { devices } from './zh-cn/devices.ts';
import { figures } from './zh-cn/figures.ts';
import { groups } from './zh-cn/groups.ts';
import { jobs } from './zh-cn/jobs.ts';
import { machine, metrics, overview, states } from './zh-cn/monitor.ts';
import { place } from './zh-cn/place.ts';
import { rules } from './zh-cn/rules.ts';
import { settings } from './zh-cn/settings.ts';
import { errors, shell, signIn } from './zh-cn/shell.ts';
import { silences } from './zh-cn/silences.ts';
import { system } from './zh-cn/system.ts';
import { thresholds } from './zh-cn/thresholds.ts';
import { trials } from './zh-cn/trials.ts';
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
  system,
};
