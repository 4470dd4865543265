/** Whether a text is as wanted: `*` at the end stands for any ending. What is not there is like nothing. */
export function isLike(text: string | undefined, wanted: string): boolean {
  if (text === undefined) return false;
  return wanted.endsWith('*') ? text.startsWith(wanted.slice(0, -1)) : text === wanted;
}
