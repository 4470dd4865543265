import { Scanner } from '../scanner.ts';

const COLON = 0x3a;
const FIGURES = 8;
/** Between the fourth figure of receiving and the first of sending. */
const RECEIVE_ONLY = 4;

/** Calls `each` for the interfaces in `/proc/net/dev` for which `wanted` is true, figures in the order of the metrics. */
export function parseNetDev(
  bytes: Buffer,
  wanted: (name: string) => boolean,
  each: (name: string, figures: Float64Array) => void,
): void {
  const scanner = new Scanner(bytes);
  // Two lines of headings.
  scanner.nextLine();
  scanner.nextLine();
  for (; !scanner.done; scanner.nextLine()) {
    scanner.skipBlanks();
    const colon = bytes.indexOf(COLON, scanner.at);
    if (colon < 0) return;
    const name = bytes.toString('utf8', scanner.at, colon);
    // Old kernels write the first figure right behind the colon.
    scanner.at = colon + 1;
    if (!wanted(name)) continue;
    const figures = new Float64Array(FIGURES);
    for (let i = 0; i < FIGURES; i++) {
      if (i === 4) scanner.skip(RECEIVE_ONLY);
      figures[i] = scanner.number();
    }
    each(name, figures);
  }
}
