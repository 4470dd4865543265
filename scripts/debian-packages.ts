/** A Debian package that a test or a measurement needs. */
export interface DebianPackage {
  name: string;
  purpose: 'test' | 'bench';
  /** A program that it brings: when that is there, however it came, the package is not asked for. */
  program?: string;
  /** A file that it brings, for packages without a program. */
  file?: string;
  /** What it is for, shown when it is installed. */
  why: string;
}

/** Everything that `npm test` and `npm run bench -- --peers` may install, as root on Debian or Ubuntu. */
export const debianPackages: readonly DebianPackage[] = [
  { name: 'chromium', purpose: 'test', program: 'chromium', why: 'the pages in a real browser' },
  {
    name: 'fonts-noto-cjk',
    purpose: 'test',
    file: '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc',
    why: 'Chinese in that browser',
  },
  { name: 'influxdb', purpose: 'test', program: 'influxd', why: 'the InfluxDB store against a real server' },
  {
    name: 'openssh-server',
    purpose: 'test',
    program: 'sshd',
    why: 'the SSH probe against a real server, with new and with old algorithms',
  },
  { name: 'snmpd', purpose: 'test', program: 'snmpd', why: 'SNMP against a real agent' },
  { name: 'snmp', purpose: 'test', program: 'snmptrap', why: 'traps from a real sender' },
  { name: 'strace', purpose: 'test', program: 'strace', why: 'the proof that a sync precedes each answer' },
  {
    name: 'prometheus-node-exporter',
    purpose: 'bench',
    program: 'prometheus-node-exporter',
    why: 'peer of the agent',
  },
  { name: 'collectd-core', purpose: 'bench', program: 'collectd', why: 'peer of the agent' },
  {
    name: 'victoria-metrics',
    purpose: 'bench',
    program: 'victoria-metrics',
    why: 'peer of intake and store',
  },
  { name: 'prometheus', purpose: 'bench', program: 'prometheus', why: 'peer of intake and store' },
  {
    name: 'prometheus-snmp-exporter',
    purpose: 'bench',
    program: 'prometheus-snmp-exporter',
    why: 'peer of the SNMP probe',
  },
];
