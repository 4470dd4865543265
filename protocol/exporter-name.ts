/*
 * Names of others and names of Ward. Exporters of Prometheus, scraped or sent by remote write:
 *
 *   http_requests_total  ─►  http.requests_total      the first underscore with something before and behind it
 *   up                   ─►  _.up                     there is none
 *   probe_success        ─►  _.probe_success          Ward's own bookkeeping keeps these subjects for itself
 *   http.requests_total  ─►  _.http.requests_total    a dot is rare there, and must not pose as the one that Ward puts
 *
 * OpenTelemetry:
 *
 *   http.server.request.duration  ─►  http.server.request.duration
 *   node_cpu_seconds_total        ─►  _.node_cpu_seconds_total        without a dot
 *   job.runs                      ─►  _.job.runs
 *
 * Either can be undone, so that no two names of one road are one metric. A store that joins subject and field with an
 * underscore, as VictoriaMetrics does, has the exporter's own name again.
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
  const [, subject, field] = /^(_*[^_.]+)_([^.]+)$/.exec(name) ?? [];
  if (subject === undefined || OWN_SUBJECTS.has(subject)) return `${ITSELF}${name}`;
  return `${subject}.${field}`;
}

/** What the exporter calls it. */
export function exporterName(metric: string): string {
  return metric.startsWith(ITSELF) ? metric.slice(ITSELF.length) : metric.replace('.', '_');
}

/** What Ward calls a metric of OpenTelemetry. */
export function wardNameOfOtel(name: string): string {
  const dot = name.indexOf('.');
  const subject = name.slice(0, dot);
  const isOurs = dot < 1 || dot === name.length - 1 || subject === '_' || OWN_SUBJECTS.has(subject);
  return isOurs ? `${ITSELF}${name}` : name;
}

/** What OpenTelemetry calls it. */
export function otelName(metric: string): string {
  return metric.startsWith(ITSELF) ? metric.slice(ITSELF.length) : metric;
}
