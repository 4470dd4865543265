/** Mbit/s in `1G(a)`, `10GE`, `1000M`, `40Gbps`, `100`; undefined for `auto`, `--` and `Unknown`. */
export function readSpeed(text: string): number | undefined {
  const [, number, unit = 'M'] =
    /^(\d+(?:\.\d+)?)\s*([GMK]?)(?:bps|bit\/s|E)?(?:\([a-z]\))?$/i.exec(text.trim()) ?? [];
  if (number === undefined) return undefined;
  const factor = { g: 1_000, m: 1, k: 0.001 }[unit.toLowerCase()] ?? 1;
  return Number(number) * factor;
}
