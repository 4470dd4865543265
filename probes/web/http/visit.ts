import type { ProbeOptions } from '../../probe.ts';
import { ProbeError } from '../../probe-error.ts';
import { createRedaction, type Redaction } from '../../redaction.ts';
import { basicCredentials, type HttpAnswer } from '../exchange.ts';
import { type HttpConfig, type Source, type Step, stepsOf } from './config.ts';
import { judgeAnswer, valuesOf, type Wrong } from './expected.ts';
import { findIn, readExpression } from './expression.ts';
import { beginJourney, type Totals } from './journey.ts';
import { atPath } from './json-path.ts';
import { fieldValue, type Page, pageOf } from './page.ts';

/** What one visit of a page brought; of one that failed, as far as it came. */
export interface Visit {
  totals: Totals;
  steps: { name: string; seconds: number; exchanges: number }[];
  /** The answer that came last. */
  last?: { answer: HttpAnswer; url: URL; page: Page };
  values: Map<string, number>;
  wrong?: Wrong;
  /** Nobody was there, or nobody who speaks HTTP. */
  failure?: ProbeError;
  redaction: Redaction;
}

/** Walks through the steps until one is not as expected. Never rejects but for what is a fault of Ward's own. */
export async function visitPage(
  config: HttpConfig,
  options: ProbeOptions,
  signal: AbortSignal,
): Promise<Visit> {
  const journey = beginJourney(config, options);
  const { secrets = {}, user = '', password, token } = config;
  const basic = password && basicCredentials(user, password);
  const redaction = createRedaction([...Object.values(secrets), basic, password, token]);
  const visit: Visit = { totals: journey.totals, steps: [], values: new Map(), redaction };
  const steps = stepsOf(config);
  for (const [at, step] of steps.entries()) {
    const name = nameOf(step, at);
    const before = { ...journey.totals };
    try {
      visit.wrong = await take(step);
    } catch (error) {
      visit.failure = failureOf(error, signal, `${at + 1} of ${steps.length}`);
    }
    visit.steps.push({
      name,
      seconds: journey.totals.total - before.total,
      exchanges: journey.totals.exchanges - before.exchanges,
    });
    if (visit.wrong || visit.failure) return named(visit, steps.length > 1 ? `step ${name}: ` : '');
  }
  return visit;

  async function take(step: Step): Promise<Wrong | undefined> {
    const { answer, url, wrong } = await journey.go(step, signal);
    const { 'content-type': contentType } = answer.headers;
    const page = pageOf(answer.body, typeof contentType === 'string' ? contentType : undefined);
    visit.last = { answer, url, page };
    const unexpected = wrong ?? judgeAnswer(step, answer, page, config.max_size);
    if (unexpected) return unexpected;
    for (const [value, number] of valuesOf(step, page)) visit.values.set(value, number);
    return extract(step, answer, page);
  }

  function extract(step: Step, answer: HttpAnswer, page: Page): Wrong | undefined {
    for (const [name, source] of Object.entries(step.extract)) {
      const value = valueFrom(source, answer, page);
      if (value === undefined)
        return { state: 'value_missing', sentence: `no value for {{${name}}} in the answer` };
      journey.names.set(name, value);
      redaction.hide(value);
    }
    return undefined;
  }
}

/** What the step is called, in sentences and series. */
export function nameOf({ name }: Step, at: number): string {
  return name ?? String(at + 1);
}

function valueFrom(source: Source, { headers }: HttpAnswer, page: Page): string | undefined {
  if (source.json !== undefined) {
    const found = atPath(page.json(), source.json);
    return found === undefined || found === null || typeof found === 'object' ? undefined : String(found);
  }
  if (source.header !== undefined) return [headers[source.header.toLowerCase()] ?? []].flat()[0];
  if (source.input !== undefined) return fieldValue(page.source, source.input);
  return source.text === undefined ? undefined : findIn(page.source, readExpression(source.text));
}

function failureOf(error: unknown, signal: AbortSignal, step: string): ProbeError {
  if (error instanceof ProbeError) return error;
  if (!signal.aborted) throw error;
  return new ProbeError('too_slow', `the time of a collection was over at step ${step}`, { cause: error });
}

/** Says which step it was, and hides what nobody may read. */
function named(visit: Visit, prefix: string): Visit {
  const say = (sentence: string) => visit.redaction.redact(`${prefix}${sentence}`);
  if (visit.wrong) visit.wrong = { ...visit.wrong, sentence: say(visit.wrong.sentence) };
  if (visit.failure) visit.failure.message = say(visit.failure.message);
  return visit;
}
