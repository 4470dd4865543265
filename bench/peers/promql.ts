import { fieldOf, hostnameOf, subjectOf } from '../played-metrics.ts';
import type { Inquiry, Question } from './store-peer.ts';

/** The series of a question as PromQL selects them. */
export function selectorOf({ hosts, column }: Question): string {
  const name = `${subjectOf(column)}_${fieldOf(column)}`;
  if (!hosts) return name;
  const names = hosts.map(hostnameOf);
  return names.length === 1 ? `${name}{host="${names[0]}"}` : `${name}{host=~"${names.join('|')}"}`;
}

/** A question as `/api/v1/query_range` takes it, or `/api/v1/query` where it is about the whole span. */
export function promqlInquiry(url: string, question: Question, more = ''): Inquiry {
  const { fromMs, toMs, stepMs, top } = question;
  const selector = selectorOf(question);
  if (top !== undefined) {
    const query = `topk(${top}, avg_over_time(${selector}[${(toMs - fromMs) / 1000}s]))`;
    return {
      way: 'query',
      url: `${url}/api/v1/query?query=${encodeURIComponent(query)}&time=${(toMs - 1) / 1000}${more}`,
      points: (body) => JSON.parse(body).data.result.length,
    };
  }
  const span = `&start=${fromMs / 1000}&end=${(toMs - stepMs) / 1000}&step=${stepMs / 1000}s`;
  return {
    way: 'query_range',
    url: `${url}/api/v1/query_range?query=${encodeURIComponent(selector)}${span}${more}`,
    points: (body) =>
      JSON.parse(body).data.result.reduce(
        (sum: number, { values }: { values: unknown[] }) => sum + values.length,
        0,
      ),
  };
}
