import type { Cell } from '../profile/profile.ts';

/** Where a value stands and what it is, as a profile says it. */
export type Register = NonNullable<Cell['register']>;
export type RegisterTable = Register['table'];

/** Neighbouring registers that are asked for at once. */
export interface Request {
  table: RegisterTable;
  address: number;
  count: number;
}

/** Registers that nobody wants are read along when they fill a gap of no more than this. */
const BRIDGED = 8;

/** The fewest requests for these registers; none asks for more than `most` at once, nor for half of a value. */
export function planRequests(registers: readonly Register[], most: number): Request[] {
  const sorted = [...registers].sort(
    (one, other) => one.table.localeCompare(other.table) || one.address - other.address,
  );
  const requests: Request[] = [];
  let last: Request | undefined;
  for (const register of sorted) {
    const { table, address } = register;
    const end = address + widthOf(register);
    const fits =
      last?.table === table &&
      address <= last.address + last.count + BRIDGED &&
      Math.max(end, last.address + last.count) - last.address <= most;
    if (last && fits) last.count = Math.max(end, last.address + last.count) - last.address;
    else {
      last = { table, address, count: end - address };
      requests.push(last);
    }
  }
  return requests;
}

/** Registers that a value takes. */
export function widthOf({ type }: Register): number {
  return type === 'uint32' || type === 'int32' || type === 'float32' ? 2 : 1;
}

/** The value of a register out of what a request brought; undefined when it was not part of it. */
export function decodeRegister(
  register: Register,
  request: Request,
  words: readonly number[],
): number | undefined {
  const at = register.address - request.address;
  if (register.table !== request.table || at < 0 || at + widthOf(register) > words.length) return undefined;
  const first = words[at] as number;
  if (register.table === 'coil' || register.table === 'discrete') return first ? 1 : 0;
  if (register.bit !== undefined) return (first >> register.bit) & 1;
  switch (register.type) {
    case 'bit':
      return first ? 1 : 0;
    case 'uint16':
      return first;
    case 'int16':
      return (first << 16) >> 16;
    default:
      return decodeLong(register, first, words[at + 1] as number);
  }
}

function decodeLong({ type, order }: Register, first: number, second: number): number {
  const [high, low] = order === 'high_first' ? [first, second] : [second, first];
  const view = new DataView(new ArrayBuffer(4));
  view.setUint16(0, high);
  view.setUint16(2, low);
  if (type === 'float32') return view.getFloat32(0);
  return type === 'int32' ? view.getInt32(0) : view.getUint32(0);
}
