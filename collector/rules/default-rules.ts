import { Rule } from '#protocol/rule.ts';
import { coolingRules } from './default-rules/cooling.ts';
import { deviceRules } from './default-rules/device.ts';
import { hardwareRules } from './default-rules/hardware.ts';
import { hostRules } from './default-rules/host.ts';
import { networkRules } from './default-rules/network.ts';
import { roomRules } from './default-rules/room.ts';
import { upsRules } from './default-rules/ups.ts';
import { wardRules } from './default-rules/ward.ts';

/** The rules that every collector begins with. People may change, disable or delete each of them. */
export const defaultRules: readonly Rule[] = [
  ...wardRules,
  ...hostRules,
  ...deviceRules,
  ...networkRules,
  ...hardwareRules,
  ...upsRules,
  ...coolingRules,
  ...roomRules,
].map((definition) => Rule.parse(definition));
