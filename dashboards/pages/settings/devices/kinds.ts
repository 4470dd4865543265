/** What people choose as the kind of a device. */
export const DEVICE_KINDS = [
  'switch',
  'router',
  'firewall',
  'security',
  'load_balancer',
  'ups',
  'air_conditioner',
  'sensor',
  'storage',
  'fibre_switch',
  'server_board',
  'hypervisor',
  'server',
  'console',
  'device',
] as const;
