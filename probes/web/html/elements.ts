import type { Token } from './tokens.ts';

/** Elements that end where the next of their kind begins. */
const ENDS_BEFORE_NEXT = new Set(['li', 'p', 'option', 'tr', 'td', 'th', 'dt', 'dd']);
/** Deeper than this nothing is told apart any more. */
const MOST_OPEN = 512;

/** Follows which elements are open, so that a whole element can be left out. */
export interface Elements {
  /** Takes the next token; true while it belongs to an element that was left out. */
  isLeftOut(token: Token): boolean;
}

/** `isUnwanted` is asked once for each element that begins outside of others that are left out. */
export function followElements(
  isUnwanted: (name: string, attributes: ReadonlyMap<string, string>) => boolean,
): Elements {
  const open: string[] = [];
  /** Depth at which the element that is left out stands; 0: none. */
  let outAt = 0;
  return {
    isLeftOut(token) {
      if (token.kind === 'open') return begin(token.name, token.attributes, token.isVoid);
      const wasOut = outAt > 0;
      if (token.kind === 'close') end(token.name);
      return wasOut;
    },
  };

  function begin(name: string, attributes: ReadonlyMap<string, string>, isVoid: boolean): boolean {
    if (ENDS_BEFORE_NEXT.has(name) && open.at(-1) === name) end(name);
    const isOut = outAt > 0 || isUnwanted(name, attributes);
    if (isVoid || open.length >= MOST_OPEN) return isOut;
    open.push(name);
    if (isOut && outAt === 0) outAt = open.length;
    return isOut;
  }

  /** An end without a beginning is nothing. */
  function end(name: string): void {
    const at = open.lastIndexOf(name);
    if (at < 0) return;
    open.length = at;
    if (open.length < outAt) outAt = 0;
  }
}
