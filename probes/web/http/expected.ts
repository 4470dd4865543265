import type { HttpAnswer } from '../exchange.ts';
import type { Check, Step } from './config.ts';
import { type Expression, findIn, readExpression } from './expression.ts';
import { atPath } from './json-path.ts';
import type { Page } from './page.ts';

/** What is wrong with an answer: a word of `page.state`, and a sentence. */
export interface Wrong {
  state: string;
  sentence: string;
}

/** What is wrong with the answer to a step, gravest first; undefined when it is as expected. */
export function judgeAnswer(
  step: Step,
  { status, isCut }: Pick<HttpAnswer, 'status' | 'isCut'>,
  page: Page,
  maxBytes: number,
): Wrong | undefined {
  if (!step.status.some((each) => isWithin(status, each)))
    return { state: 'wrong_status', sentence: `status ${status}, expected ${step.status.join(', ')}` };
  if (isCut) return { state: 'too_large', sentence: `the page is longer than ${maxBytes} bytes (max_size)` };
  for (const written of step.contains)
    if (!stands(page, readExpression(written)))
      return { state: 'text_missing', sentence: `${quoted(written)} does not stand on the page` };
  for (const written of step.lacks)
    if (stands(page, readExpression(written)))
      return { state: 'forbidden_text', sentence: `${quoted(written)} stands on the page` };
  for (const check of step.checks) {
    const why = whyNot(check, page);
    if (why) return { state: 'json_mismatch', sentence: why };
  }
  return undefined;
}

/** Numbers at the paths of a step's `values`; NaN where none is. */
export function valuesOf(step: Step, page: Page): Map<string, number> {
  const values = new Map<string, number>();
  for (const [name, path] of Object.entries(step.values)) values.set(name, numberAt(page.json(), path));
  return values;
}

function isWithin(status: number, wanted: number | string): boolean {
  if (typeof wanted === 'number') return status === wanted;
  const [from, to] = wanted.split('-').map(Number);
  return status >= from! && status <= to!;
}

/** In the source, or in what people read: tags within a sentence do not hide it. */
function stands(page: Page, expression: Expression): boolean {
  return findIn(page.source, expression) !== undefined || findIn(page.visible(), expression) !== undefined;
}

function whyNot(check: Check, page: Page): string | undefined {
  const json = page.json();
  if (json === undefined) return `the answer is no JSON: ${quoted(page.source.trim())}`;
  const { path, exists = true, equals, matches, above, below } = check;
  const found = atPath(json, path);
  if ((found !== undefined) !== exists)
    return exists ? `${path} is missing` : `${path} is there, and should not be`;
  if (found === undefined) return undefined;
  const shown = quoted(typeof found === 'string' ? found : JSON.stringify(found));
  if (equals !== undefined && found !== equals)
    return `${path} is ${shown}, expected ${quoted(String(equals))}`;
  if (matches !== undefined && findIn(textOf(found), readExpression(matches)) === undefined)
    return `${path} is ${shown}, expected to match ${quoted(matches)}`;
  const number = numberAt(json, path);
  if (above !== undefined && !(number > above)) return `${path} is ${shown}, expected above ${above}`;
  if (below !== undefined && !(number < below)) return `${path} is ${shown}, expected below ${below}`;
  return undefined;
}

function numberAt(json: unknown, path: string): number {
  const found = atPath(json, path);
  if (typeof found === 'number') return found;
  if (typeof found === 'boolean') return found ? 1 : 0;
  return typeof found === 'string' && found.trim() !== '' ? Number(found) : Number.NaN;
}

function textOf(found: unknown): string {
  return typeof found === 'string' ? found : JSON.stringify(found);
}

function quoted(text: string): string {
  return `"${text.length > 80 ? `${text.slice(0, 80)}…` : text}"`;
}
