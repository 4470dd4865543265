/**
 * Whether a text is as wanted: `*` at the end stands for any ending. What is not there is like nothing, also under a
 * name that every object has, such as `constructor`: labels come from outside.
 */
export function isLike(text: unknown, wanted: string): boolean {
  if (typeof text !== 'string') return false;
  return wanted.endsWith('*') ? text.startsWith(wanted.slice(0, -1)) : text === wanted;
}
