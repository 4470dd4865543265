/**
 * Runs the whole program in place of this one. Undefined where this one is whole, which it is everywhere but in the
 * bundle for servers: that one leaves out all that asks others, since an agent keeps the text of its program in memory.
 */
export const runWholeProgram: (() => void) | undefined = undefined;
