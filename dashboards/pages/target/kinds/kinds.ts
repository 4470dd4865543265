import { type KeyFigure, of, SHARED } from './key-figure.ts';

/** So many figures stand at the head of a page. */
export const HEAD_FIGURES = 10;

const { cpu, anyCpu, memory, received, sent, portsUp, portErrors, parts, light } = SHARED;

const NETWORK: readonly KeyFigure[] = [
  portsUp,
  parts,
  anyCpu,
  memory,
  received,
  sent,
  portErrors,
  light,
  of('hardware.temperature_celsius'),
  of('ping.percent_packet_loss'),
  of('ping.average_response_ms'),
];

const SECURITY: readonly KeyFigure[] = [
  of('firewall.ha_role'),
  of('firewall.sessions_percent'),
  of('firewall.sessions'),
  of('firewall.session_rate'),
  ...NETWORK,
];

const SERVICE: readonly KeyFigure[] = [
  of('net_response.result_code'),
  of('middleware.busy_percent'),
  of('middleware.heap_used_percent'),
  of('middleware.errors_percent'),
  of('middleware.connections'),
  of('middleware_datasource.used_percent'),
  of('middleware_queue.messages'),
  of('middleware.threads'),
  of('dns_query.rcode_value'),
  of('dns_query.query_time_ms'),
  of('ntp_server.offset_seconds'),
  of('smtp.response_seconds'),
  of('ldap.search_seconds'),
  of('ping.average_response_ms'),
  of('ping.percent_packet_loss'),
  of('net_response.response_time'),
];

const PAGE: readonly KeyFigure[] = [
  of('page.state'),
  of('http_response.response_time'),
  of('http_response.http_response_code'),
  of('certificate.days_left'),
  of('certificate.state'),
  of('page.value'),
  of('site.columns_missing'),
  of('site.broken_links'),
  of('page.first_byte_seconds'),
  of('http_response.content_length'),
  of('page.redirects'),
];

const BOARD: readonly KeyFigure[] = [
  parts,
  of('hardware.redundancy_lost'),
  of('hardware.power_watts'),
  of('hardware.temperature_celsius'),
  of('hardware.fan_percent'),
  of('hardware.fan_rpm'),
  of('hardware.voltage_volts'),
  anyCpu,
  memory,
  of('device.uptime_seconds'),
];

/**
 * What matters of each kind of target, most important first: the first ten that a target tells stand at the head of
 * its page. More are named where not every one of a kind tells all of them.
 */
export const KINDS: Readonly<Record<string, readonly KeyFigure[]>> = {
  server: [
    cpu,
    memory,
    of('disk.used_percent'),
    of('system.load1'),
    received,
    sent,
    of('diskio.io_util'),
    of('diskio.io_await'),
    of('swap.used_percent'),
    of('temp.temp'),
    of('processes.blocked'),
    ...BOARD,
  ],
  collector: [of('ward.agents_connected'), of('ward.store_behind_seconds'), of('ward.journal_bytes')],
  switch: NETWORK,
  router: NETWORK,
  load_balancer: SECURITY,
  firewall: SECURITY,
  security: SECURITY,
  fibre_switch: [
    SHARED.fibrePortsUp,
    parts,
    SHARED.fibreReceived,
    SHARED.fibreSent,
    of('fibre.crc_errors'),
    light,
    anyCpu,
    memory,
    of('hardware.temperature_celsius'),
    of('hardware.power_watts'),
  ],
  ups: [
    of('ups.output_source'),
    of('ups.runtime_minutes'),
    of('ups.charge_percent'),
    of('ups.load_percent'),
    of('ups.battery_status'),
    of('ups.battery_temperature_celsius'),
    { metric: 'ups.input_voltage_volts', fold: 'least' },
    of('ups.output_voltage_volts'),
    of('ups.output_power_watts'),
    of('ups.alarms'),
    of('ups.on_bypass'),
  ],
  air_conditioner: [
    of('cooling.state'),
    of('cooling.return_temperature_celsius'),
    of('cooling.supply_temperature_celsius'),
    of('cooling.setpoint_celsius'),
    of('cooling.return_humidity_percent'),
    of('cooling.humidity_setpoint_percent'),
    of('cooling.capacity_percent'),
    of('cooling.fan_percent'),
    of('cooling.general_alarm'),
    of('cooling.alarms'),
    of('cooling.compressor_hours'),
  ],
  sensor: [
    of('room.temperature_celsius'),
    of('room.humidity_percent'),
    of('room.water'),
    of('room.smoke'),
    of('room.door_open'),
    of('cooling.general_alarm'),
    of('device.alarm'),
  ],
  storage: [
    of('storage.used_percent'),
    parts,
    of('disk.used_percent'),
    anyCpu,
    memory,
    of('hardware.temperature_celsius'),
    of('hardware.power_watts'),
    SHARED.fibrePortsUp,
    portsUp,
    received,
    sent,
    of('hardware.redundancy_lost'),
  ],
  server_board: BOARD,
  hypervisor: [
    anyCpu,
    memory,
    of('storage.used_percent'),
    { metric: 'vm.power', fold: 'up' },
    parts,
    received,
    sent,
    of('hardware.temperature_celsius'),
    of('hardware.power_watts'),
    of('disk.used_percent'),
  ],
  database: [
    of('database.role'),
    of('database_space.used_percent'),
    of('database_space.days_until_full'),
    of('database.sessions_percent'),
    of('database_replication.lag_seconds'),
    of('database.blocked_sessions'),
    of('database.longest_transaction_seconds'),
    of('database_backup.age_seconds'),
    of('database.cache_hit_percent'),
    of('database_log.used_percent'),
    of('database.sessions_active'),
    of('database.memory_used_bytes'),
    of('database.connect_seconds'),
  ],
  page: PAGE,
  service: [...SERVICE, ...PAGE],
  host: [...SERVICE, ...PAGE],
  job: [
    of('job.state'),
    of('job.last_success_age_seconds'),
    of('job.overdue_seconds'),
    of('job.duration_seconds'),
    of('job.size_bytes'),
    of('job.files'),
    of('job.count'),
    of('job.failures_total'),
  ],
};

/** Of what nobody has a list for: everything that any kind tells, in the order of the kinds. */
export const GENERIC: readonly KeyFigure[] = [
  ...new Map(
    [KINDS.server, SECURITY, KINDS.ups, KINDS.air_conditioner, KINDS.sensor, KINDS.storage, KINDS.database]
      .flat()
      .concat(KINDS.service)
      .map((figure) => [`${figure.metric} ${figure.fold ?? ''}`, figure]),
  ).values(),
];

/** The figures of a kind. */
export function figuresOf(kind: string): readonly KeyFigure[] {
  return KINDS[kind] ?? GENERIC;
}
