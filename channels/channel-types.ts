import { alertmanager } from './alertmanager/alertmanager.ts';
import type { ChannelType } from './channel.ts';
import { dingtalk } from './dingtalk/dingtalk.ts';
import { email } from './email/email.ts';
import { feishu } from './feishu/feishu.ts';
import { slack } from './slack/slack.ts';
import { sms } from './sms/sms.ts';
import { snmpTrap } from './snmp-trap/snmp-trap.ts';
import { syslog } from './syslog/syslog.ts';
import { teams } from './teams/teams.ts';
import { telegram } from './telegram/telegram.ts';
import { webhook } from './webhook/webhook.ts';
import { wecom } from './wecom/wecom.ts';

/** Every kind of channel there is, in the order in which they are shown. */
export const channelTypes: readonly ChannelType[] = [
  dingtalk,
  wecom,
  feishu,
  sms,
  email,
  webhook,
  alertmanager,
  syslog,
  snmpTrap,
  teams,
  slack,
  telegram,
];
