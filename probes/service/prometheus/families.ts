import type { MetricKind } from '#protocol/metric.ts';

/** What an exporter says of its families, as the lines `# TYPE` and `# UNIT` come along. */
export class Families {
  readonly #types = new Map<string, string>();
  readonly #units = new Map<string, string>();

  /** Takes a line that begins with `#`; false at `# EOF`. */
  take(line: string): boolean {
    const [, word, name, told] = /^#\s*(TYPE|UNIT)\s+(\S+)\s+(\S+)/.exec(line) ?? [];
    if (word === 'TYPE') this.#types.set(name as string, told as string);
    if (word === 'UNIT') this.#units.set(name as string, told as string);
    return !/^# EOF\s*$/.test(line);
  }

  /** What one series is, by its name and that of its family. */
  describe(name: string): { kind: MetricKind; unit: string; isCreation: boolean } {
    const { family, suffix } = this.#familyOf(name);
    const type = this.#types.get(family) ?? 'untyped';
    return {
      kind: kindOf(type, name, suffix),
      unit: unitOf(name, this.#units.get(family)),
      isCreation: isCreation(type, suffix),
    };
  }

  #familyOf(name: string): { family: string; suffix: string } {
    if (this.#types.has(name)) return { family: name, suffix: '' };
    const [, family = name, suffix = ''] =
      /^(.+?)(_total|_created|_bucket|_count|_sum|_info|_gcount|_gsum)$/.exec(name) ?? [];
    return this.#types.has(family) ? { family, suffix } : { family: name, suffix: '' };
  }
}

/** OpenMetrics tells when a counter began as a figure of its own. */
function isCreation(type: string, suffix: string): boolean {
  return suffix === '_created' && type !== 'gauge';
}

/** Without a type the name has to do: a total is a counter for everybody. */
function kindOf(type: string, name: string, suffix: string): MetricKind {
  switch (type) {
    case 'counter':
      return 'counter';
    case 'histogram':
    case 'summary':
      return suffix === '' ? 'gauge' : 'counter';
    case 'untyped':
    case 'unknown':
      return name.endsWith('_total') ? 'counter' : 'gauge';
    default:
      return 'gauge';
  }
}

const UNITS: Readonly<Record<string, string>> = {
  seconds: 's',
  milliseconds: 'ms',
  bytes: 'B',
  celsius: '°C',
  percent: '%',
  volts: 'V',
  amperes: 'A',
  watts: 'W',
  hertz: 'Hz',
  joules: 'J',
  meters: 'm',
  ratio: '1',
};

/** Names end in their unit, and counters in `_total` behind it. */
function unitOf(name: string, told: string | undefined): string {
  if (told !== undefined && told in UNITS) return UNITS[told] as string;
  if (/_(?:count|info|bucket)$/.test(name)) return '1';
  const [, word = ''] = /_([a-z]+?)(?:_(?:total|sum))?$/.exec(name) ?? [];
  return UNITS[word] ?? '1';
}
