/** Long and short names of one port, as SNMP and the command line write them, are the same. */
export function portKey(name: string): string {
  const [, kind, numbers] = /^((?:\d+G)?[a-z-]+?)-?\s*(\d[\d/.:]*)$/i.exec(name) ?? [];
  if (kind === undefined) return name.toLowerCase();
  const plain = kind.toLowerCase().replaceAll('-', '');
  return `${SHORT[plain] ?? plain} ${numbers}`;
}

const SHORT: Readonly<Record<string, string>> = {
  ethernet: 'eth',
  fastethernet: 'fa',
  gigabitethernet: 'ge',
  gi: 'ge',
  mgigabitethernet: 'mge',
  tengigabitethernet: 'xge',
  xgigabitethernet: 'xge',
  tengige: 'xge',
  te: 'xge',
  twentyfivegige: '25ge',
  twge: '25ge',
  twe: '25ge',
  fortygige: '40ge',
  fge: '40ge',
  fo: '40ge',
  hundredgige: '100ge',
  hge: '100ge',
  hu: '100ge',
  bridgeaggregation: 'bagg',
  routeaggregation: 'ragg',
  portchannel: 'po',
  vlaninterface: 'vlan',
  vlanif: 'vlan',
};
