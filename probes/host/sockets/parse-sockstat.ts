import { Scanner } from '../scanner.ts';

const SOCKETS = Buffer.from('sockets:');
const TCP = Buffer.from('TCP:');
const UDP = Buffer.from('UDP:');
const RAW = Buffer.from('RAW:');
const TCP6 = Buffer.from('TCP6:');
const UDP6 = Buffer.from('UDP6:');

/** Values in the order of `sockstatMetrics`, from `/proc/net/sockstat`; NaN for what an old kernel lacks. */
export function parseSockstat(bytes: Buffer, pageBytes: number): number[] {
  let used = Number.NaN;
  let tcp = [Number.NaN, Number.NaN, Number.NaN, Number.NaN, Number.NaN];
  let udp = [Number.NaN, Number.NaN];
  let raw = Number.NaN;
  for (const scanner = new Scanner(bytes); !scanner.done; scanner.nextLine()) {
    if (scanner.startsWith(SOCKETS)) [used] = figures(scanner, 1);
    else if (scanner.startsWith(TCP)) tcp = figures(scanner, 5);
    else if (scanner.startsWith(UDP)) udp = figures(scanner, 2);
    else if (scanner.startsWith(RAW)) [raw] = figures(scanner, 1);
  }
  const [tcpUsed, orphans, timeWait, allocated, tcpPages] = tcp;
  const [udpUsed, udpPages] = udp;
  return [
    used,
    tcpUsed,
    orphans,
    timeWait,
    allocated,
    tcpPages * pageBytes,
    udpUsed,
    udpPages * pageBytes,
    raw,
  ];
}

/** TCP and UDP sockets, from `/proc/net/sockstat6`. */
export function parseSockstat6(bytes: Buffer): number[] {
  let tcp = Number.NaN;
  let udp = Number.NaN;
  for (const scanner = new Scanner(bytes); !scanner.done; scanner.nextLine()) {
    if (scanner.startsWith(TCP6)) [tcp] = figures(scanner, 1);
    else if (scanner.startsWith(UDP6)) [udp] = figures(scanner, 1);
  }
  return [tcp, udp];
}

/** Behind the line's name stand pairs of a word and a number. */
function figures(scanner: Scanner, count: number): number[] {
  const values: number[] = [];
  scanner.skip(1);
  for (let i = 0; i < count; i++) {
    scanner.skip(1);
    values.push(scanner.number());
  }
  return values;
}
