/*
 * Names of exporters and names of Ward:
 *
 *   http_requests_total  ─►  http.requests_total      the first underscore with something before and behind it
 *   up                   ─►  _.up                     there is none
 *   probe_success        ─►  _.probe_success          Ward's own bookkeeping keeps these subjects for itself
 *
 * It can be undone: what stands under `_` is the name as it is, for all others the dot was an underscore. A store
 * that joins both with an underscore, as VictoriaMetrics does, has the exporter's own name again.
 */
const ITSELF = '_.';

/** Subjects that Ward's agents and collectors write themselves, and judge by rules of their own. */
const OWN_SUBJECTS: ReadonlySet<string> = new Set([
  'agent',
  'database',
  'job',
  'middleware',
  'probe',
  'scrape',
  'ward',
]);

/** What Ward calls a metric of an exporter. */
export function wardName(name: string): string {
  const [, subject, field] = /^(_*[^_]+)_(.+)$/.exec(name) ?? [];
  if (subject === undefined || OWN_SUBJECTS.has(subject)) return `${ITSELF}${name}`;
  return `${subject}.${field}`;
}

/** What the exporter calls it. */
export function exporterName(metric: string): string {
  return metric.startsWith(ITSELF) ? metric.slice(ITSELF.length) : metric.replace('.', '_');
}
