/** What RGOS (Ruijie) is asked. */
export const rgosCommands = {
  pagingOff: 'terminal length 0',
  width: 'terminal width 256',
  version: 'show version',
  cpu: 'show cpu',
  memory: 'show memory',
  fan: 'show fan',
  power: 'show power',
  temperature: 'show temperature',
  interfaces: 'show interfaces status',
  interfacesOld: 'show interface status',
  neighbours: 'show lldp neighbors detail',
  configuration: 'show running-config',
} as const;
