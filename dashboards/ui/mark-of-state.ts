import type { Mark } from './state-mark.tsx';

/** How bad a word is, where it is the same for every metric. */
const COMMON: Readonly<Record<string, Mark>> = {
  ok: 'ok',
  normal: 'ok',
  on: 'ok',
  up: 'ok',
  warning: 'warning',
  low: 'warning',
  critical: 'critical',
  fault: 'critical',
  depleted: 'critical',
  info: 'info',
  unknown: 'none',
  disabled: 'none',
  running: 'ok',
  online: 'ok',
  success: 'ok',
  noerror: 'ok',
  primary: 'ok',
  replica: 'ok',
  standalone: 'ok',
  cluster: 'ok',
  paused: 'none',
  late: 'warning',
  stopped: 'warning',
  never: 'warning',
  overloaded: 'warning',
  weak_key: 'warning',
  weak_signature: 'warning',
  incomplete_chain: 'warning',
  too_small: 'warning',
  too_short: 'warning',
  too_long: 'warning',
  too_few_links: 'warning',
  missing: 'critical',
  failed: 'critical',
  broken: 'critical',
  damaged: 'critical',
  offline: 'critical',
  altered: 'critical',
  wrong_status: 'critical',
  text_missing: 'critical',
  forbidden_text: 'critical',
  json_mismatch: 'critical',
  value_missing: 'critical',
  redirect_loop: 'critical',
  too_many_redirects: 'critical',
  too_large: 'warning',
  not_answering: 'critical',
  expired: 'critical',
  chain_expired: 'critical',
  wrong_name: 'critical',
  self_signed: 'warning',
  unknown_issuer: 'warning',
  not_yet_valid: 'critical',
  invalid: 'critical',
  timeout: 'critical',
  connection_failed: 'critical',
  read_failed: 'critical',
  string_mismatch: 'critical',
  servfail: 'critical',
  nxdomain: 'critical',
  refused: 'critical',
  unsynchronized: 'warning',
};

/** Where a word means something else, or says good or bad only with its metric. */
const OWN: Readonly<Record<string, Readonly<Record<string, Mark>>>> = {
  'device.alarm': { yes: 'warning', no: 'ok' },
  'ups.output_source': { battery: 'critical', bypass: 'warning', off: 'critical' },
  'ups.on_battery': { yes: 'critical', no: 'ok' },
  'ups.on_bypass': { yes: 'warning', no: 'ok' },
  'ups.contradiction': { yes: 'warning', no: 'ok' },
  'cooling.state': { off: 'critical', standby: 'info' },
  'cooling.general_alarm': { yes: 'warning', no: 'ok' },
  'room.water': { yes: 'critical', no: 'ok' },
  'room.smoke': { yes: 'critical', no: 'ok' },
  'room.door_open': { yes: 'info', no: 'ok' },
  'hardware.redundancy_lost': { yes: 'warning', no: 'ok' },
  'net.link_state': { down: 'none' },
  'fibre.port_state': { down: 'none' },
  'rabbitmq_node.running': { no: 'critical', yes: 'ok' },
  'rabbitmq_node.mem_alarm': { yes: 'critical', no: 'ok' },
  'rabbitmq_node.disk_free_alarm': { yes: 'critical', no: 'ok' },
  'certificate.weak_protocol': { yes: 'warning', no: 'ok' },
  'vm.power': { off: 'none', suspended: 'info' },
};

/** The mark of a condition. A port without a plug is no fault, so a link that is down is not marked as one. */
export function markOfState(metric: string, word: string): Mark {
  return OWN[metric]?.[word] ?? COMMON[word] ?? 'info';
}

const RANK: readonly Mark[] = ['critical', 'warning', 'stale', 'info', 'none', 'ok'];

/** Position from worst, for sorting. */
export function rankOfMark(mark: Mark): number {
  return RANK.indexOf(mark);
}
