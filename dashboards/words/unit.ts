/** Units by the end of a field's name, as metrics are named; the schema's own unit wins where it is known. */
const BY_END: readonly [RegExp, string][] = [
  [/percent$|^usage_|_util$/, '%'],
  [/_celsius$|^temp$/, '°C'],
  [/_seconds$|^uptime$|^response_time$/, 's'],
  [/(^|_)days(_|$)/, 'd'],
  [/_ms$|_await$/, 'ms'],
  [/_minutes$/, 'min'],
  [/_dbm$/, 'dBm'],
  [/_db$/, 'dB'],
  [/_volts$/, 'V'],
  [/_amps$/, 'A'],
  [/_watts$/, 'W'],
  [/_hertz$/, 'Hz'],
  [/_rpm$/, 'rpm'],
  [/(^|_)bytes(_|$)/, 'B'],
];
const MEMORY_FIELDS = /^(mem|swap|disk)\.(total|used|free|available|cached|buffered)$/;

/** The unit that a series has; lines that were pushed have none, and then the name of the metric tells. */
export function unitOfSeries(unit: string | undefined, metric: string): string {
  return unit === undefined || unit === '' || unit === '1' ? unitOf(metric) : unit;
}

/** The unit of a metric as far as its name tells; `1` for a plain number. */
export function unitOf(metric: string): string {
  if (MEMORY_FIELDS.test(metric)) return 'B';
  const field = metric.slice(metric.indexOf('.') + 1);
  return BY_END.find(([end]) => end.test(field))?.[1] ?? '1';
}
