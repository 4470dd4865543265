import { Rule } from '#protocol/rule.ts';
import { coolingRules } from './default-rules/cooling.ts';
import { databaseRules } from './default-rules/database.ts';
import { deviceRules } from './default-rules/device.ts';
import { hardwareRules } from './default-rules/hardware.ts';
import { hostRules } from './default-rules/host.ts';
import { inventoryRules } from './default-rules/inventory.ts';
import { jobRules } from './default-rules/job.ts';
import { logRules } from './default-rules/log.ts';
import { networkRules } from './default-rules/network.ts';
import { reachabilityRules } from './default-rules/reachability.ts';
import { roomRules } from './default-rules/room.ts';
import { serviceRules } from './default-rules/service.ts';
import { unreadRules } from './default-rules/unread.ts';
import { upsRules } from './default-rules/ups.ts';
import { wardRules } from './default-rules/ward.ts';
import { webRules } from './default-rules/web.ts';

/** The rules that every collector begins with. People may change, disable or delete each of them. */
export const defaultRules: readonly Rule[] = [
  ...wardRules,
  ...hostRules,
  ...unreadRules,
  ...deviceRules,
  ...inventoryRules,
  ...networkRules,
  ...hardwareRules,
  ...upsRules,
  ...coolingRules,
  ...roomRules,
  ...databaseRules,
  ...webRules,
  ...reachabilityRules,
  ...serviceRules,
  ...jobRules,
  ...logRules,
].map((definition) => Rule.parse(definition));
