import { doneWithin } from '../../done-within.ts';
import { ProbeError } from '../../probe-error.ts';

/** Text that is sought: as it is, or written `/…/flags` as a regular expression. */
export interface Expression {
  /** As a person wrote it. */
  written: string;
  pattern: RegExp | undefined;
}

/**
 * So long one may take on one page: the agent does nothing else meanwhile. The second try is for a machine so busy
 * that the first had no processor for most of its time.
 */
const TRIES_MS = [100, 500] as const;
const MOST_MS = TRIES_MS[1];
const WRITTEN = /^\/(.+)\/([imsu]{0,4})$/s;

/** Whether this can be read; the reason if not. */
export function whyNoExpression(written: string): string | undefined {
  try {
    readExpression(written);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Throws what the engine says of an expression that makes no sense. */
export function readExpression(written: string): Expression {
  const [, source, flags = ''] = WRITTEN.exec(written) ?? [];
  return { written, pattern: source === undefined ? undefined : new RegExp(source, flags) };
}

/** The first place, with what its first group holds (all of it without one); undefined when there is none. */
export function findIn(text: string, { written, pattern }: Expression): string | undefined {
  if (pattern === undefined) return text.includes(written) ? written : undefined;
  const found = inTime(() => pattern.exec(text), written);
  return found === null ? undefined : (found[1] ?? found[0]);
}

/** All places replaced by `by`. */
export function replaceIn(text: string, { written, pattern }: Expression, by: string): string {
  if (pattern === undefined) return text.split(written).join(by);
  const everywhere = new RegExp(pattern.source, `${pattern.flags}g`);
  return inTime(() => text.replace(everywhere, by), written);
}

/** An expression can take longer than the universe lasts; only the engine itself can be stopped. */
function inTime<Result>(work: () => Result, written: string): Result {
  let result: { value: Result } | undefined;
  for (const mostMs of TRIES_MS) {
    const isDone = doneWithin(() => {
      result = { value: work() };
    }, mostMs);
    if (isDone && result) return result.value;
  }
  throw new ProbeError(
    'misconfigured',
    `the expression ${written.slice(0, 80)} takes longer than ${MOST_MS} ms on this page: write it without repetitions within repetitions`,
  );
}
