import { Scanner } from '../scanner.ts';

/** One line of a file of `/proc/pressure`: shares of 10, 60, 300 s in percent, then microseconds in total. */
export interface Stall {
  /** `some`: at least one task stood still, `full`: all did. */
  type: string;
  values: number[];
}

const FIGURES = 4;
const EQUALS = 0x3d;

/** Reads lines such as `some avg10=0.00 avg60=0.12 avg300=0.05 total=12345`. */
export function parsePressure(bytes: Buffer): Stall[] {
  const stalls: Stall[] = [];
  for (const scanner = new Scanner(bytes); !scanner.done; scanner.nextLine()) {
    const type = scanner.word();
    const values: number[] = [];
    for (let i = 0; i < FIGURES; i++) {
      const equals = bytes.indexOf(EQUALS, scanner.at);
      if (equals < 0) break;
      scanner.at = equals + 1;
      values.push(scanner.number());
    }
    if (values.length === FIGURES) stalls.push({ type, values });
  }
  return stalls;
}
