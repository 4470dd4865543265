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
    name: 'victoria-metrics',
    purpose: 'test',
    program: 'victoria-metrics',
    why: 'the VictoriaMetrics store against a real server, and peer of intake and store',
  },
  {
    name: 'openssh-server',
    purpose: 'test',
    program: 'sshd',
    why: 'the SSH probe against a real server, with new and with old algorithms',
  },
  { name: 'snmpd', purpose: 'test', program: 'snmpd', why: 'SNMP against a real agent' },
  { name: 'snmp', purpose: 'test', program: 'snmptrap', why: 'traps from a real sender' },
  {
    name: 'postgresql-15',
    purpose: 'test',
    file: '/usr/lib/postgresql/15/bin/postgres',
    why: 'the PostgreSQL probe against a real server and its replica',
  },
  {
    name: 'mariadb-server',
    purpose: 'test',
    program: 'mariadbd',
    why: 'the MySQL probe against a real server and its replica',
  },
  { name: 'redis-server', purpose: 'test', program: 'redis-server', why: 'the Redis probe' },
  { name: 'memcached', purpose: 'test', program: 'memcached', why: 'the memcached probe' },
  { name: 'nginx-light', purpose: 'test', program: 'nginx', why: 'the nginx probe and real web pages' },
  { name: 'apache2-bin', purpose: 'test', program: 'apache2', why: 'the Apache probe' },
  {
    name: 'tomcat10',
    purpose: 'test',
    file: '/usr/share/tomcat10/bin/catalina.sh',
    why: 'the Tomcat probe',
  },
  {
    name: 'tomcat10-admin',
    purpose: 'test',
    file: '/usr/share/tomcat10-admin/manager/WEB-INF/web.xml',
    why: 'the status page of Tomcat',
  },
  {
    name: 'rabbitmq-server',
    purpose: 'test',
    file: '/usr/lib/rabbitmq/bin/rabbitmq-server',
    why: 'the RabbitMQ probe',
  },
  { name: 'slapd', purpose: 'test', program: 'slapd', why: 'the LDAP probe' },
  { name: 'exim4-daemon-light', purpose: 'test', program: 'exim4', why: 'the SMTP probe' },
  { name: 'dnsmasq-base', purpose: 'test', program: 'dnsmasq', why: 'the DNS probe' },
  { name: 'chrony', purpose: 'test', program: 'chronyd', why: 'the probe of time servers' },
  { name: 'iputils-ping', purpose: 'test', program: 'ping', why: 'the ping probe without raw sockets' },
  { name: 'nats-server', purpose: 'test', program: 'nats-server', why: 'figures in the form of Prometheus' },
  {
    name: 'systemd',
    purpose: 'test',
    file: '/usr/lib/systemd/systemd-journald',
    why: 'lines of a real journal',
  },
  {
    name: 'dbus-daemon',
    purpose: 'test',
    program: 'dbus-daemon',
    why: 'the states of services over a real bus',
  },
  { name: 'openssl', purpose: 'test', program: 'openssl', why: 'certificates of every kind' },
  { name: 'strace', purpose: 'test', program: 'strace', why: 'the proof that a sync precedes each answer' },
  {
    name: 'prometheus-node-exporter',
    purpose: 'bench',
    program: 'prometheus-node-exporter',
    why: 'peer of the agent',
  },
  { name: 'collectd-core', purpose: 'bench', program: 'collectd', why: 'peer of the agent' },
  {
    name: 'prometheus',
    purpose: 'test',
    program: 'prometheus',
    why: 'remote write from its real sender, and peer of intake and store',
  },
  {
    name: 'prometheus-snmp-exporter',
    purpose: 'bench',
    program: 'prometheus-snmp-exporter',
    why: 'peer of the SNMP probe',
  },
  {
    name: 'prometheus-postgres-exporter',
    purpose: 'bench',
    program: 'prometheus-postgres-exporter',
    why: 'peer of the PostgreSQL probe',
  },
  { name: 'netdata-core', purpose: 'bench', program: 'netdata', why: 'peer of the pages' },
  {
    name: 'netdata-web',
    purpose: 'bench',
    file: '/usr/share/netdata/web/index.html',
    why: 'peer of the pages',
  },
  {
    name: 'zabbix-frontend-php',
    purpose: 'bench',
    file: '/usr/share/zabbix/index.php',
    why: 'peer of the pages',
  },
  {
    name: 'zabbix-server-pgsql',
    purpose: 'bench',
    file: '/usr/share/zabbix-server-pgsql/schema.sql.gz',
    why: 'the database of that peer',
  },
  { name: 'php-cli', purpose: 'bench', program: 'php', why: 'serves that peer' },
  {
    name: 'php-pgsql',
    purpose: 'bench',
    file: '/usr/share/php8.2-pgsql/pgsql/pgsql.ini',
    why: 'its way to its database',
  },
  {
    name: 'locales',
    purpose: 'bench',
    file: '/usr/share/i18n/locales/en_US',
    why: 'the language of that peer',
  },
];
