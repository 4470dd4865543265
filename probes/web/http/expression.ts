import { type Context, createContext, Script } from 'node:vm';
import { ProbeError } from '../../probe-error.ts';

/** Text that is sought: as it is, or written `/…/flags` as a regular expression. */
export interface Expression {
  /** As a person wrote it. */
  written: string;
  pattern: RegExp | undefined;
}

/** So long one may take on one page: the agent does nothing else meanwhile. */
const MOST_MS = 100;
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
  const found = within('expression.exec(text)', text, pattern, written) as RegExpExecArray | null;
  return found === null ? undefined : (found[1] ?? found[0]);
}

/** All places replaced by `by`. */
export function replaceIn(text: string, { written, pattern }: Expression, by: string): string {
  if (pattern === undefined) return text.split(written).join(by);
  const everywhere = new RegExp(pattern.source, `${pattern.flags}g`);
  return within(`text.replace(expression, ${JSON.stringify(by)})`, text, everywhere, written) as string;
}

/** An expression can take longer than the universe lasts; only the engine itself can be stopped. */
function within(work: string, text: string, expression: RegExp, written: string): unknown {
  box ??= createContext({});
  Object.assign(box, { text, expression });
  try {
    return new Script(work).runInContext(box, { timeout: MOST_MS });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    throw new ProbeError(
      'misconfigured',
      `the expression ${written.slice(0, 80)} takes longer than ${MOST_MS} ms on this page: write it without repetitions within repetitions`,
    );
  } finally {
    Object.assign(box, { text: undefined, expression: undefined });
  }
}

let box: Context | undefined;
