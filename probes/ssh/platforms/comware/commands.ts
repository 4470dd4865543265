/** What Comware 5 and 7 (H3C, HPE) are asked. */
export const comwareCommands = {
  pagingOff: 'screen-length disable',
  version: 'display version',
  cpu: 'display cpu-usage',
  memory: 'display memory',
  environment: 'display environment',
  fan: 'display fan',
  power: 'display power',
  device: 'display device',
  manufacture: 'display device manuinfo',
  interfaces: 'display interface brief',
  interfacesOld: 'display brief interface',
  neighbours: 'display lldp neighbor-information',
  neighbourList: 'display lldp neighbor-information list',
  configuration: 'display current-configuration',
} as const;
