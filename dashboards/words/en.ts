import { standingAlone } from './en/alerted.ts';
import { alerts } from './en/alerts.ts';
import { contacts } from './en/contacts.ts';
import { device } from './en/device.ts';
import { devices } from './en/devices.ts';
import { figures } from './en/figures.ts';
import { groups } from './en/groups.ts';
import { jobs } from './en/jobs.ts';
import { machine, metrics, overview, states } from './en/monitor.ts';
import { place } from './en/place.ts';
import { rules } from './en/rules.ts';
import { settings } from './en/settings.ts';
import { errors, shell, signIn } from './en/shell.ts';
import { silences } from './en/silences.ts';
import { system } from './en/system.ts';
import { thresholds } from './en/thresholds.ts';
import { trials } from './en/trials.ts';
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
