/** A part takes the other thread a few milliseconds to unpack. */
const PART = 100;
/** Between two parts the other thread serves everybody else: it takes all messages that wait without a pause. */
const PAUSE_MS = 4;

/**
 * Hands a long list on in parts with pauses, in its order: ten thousand events that are posted at once keep the thread
 * that receives them from everything else for a third of a second. What is short goes at once.
 */
export function inParts<Item>(post: (items: Item[]) => void): (items: readonly Item[]) => void {
  let waiting: Item[] = [];
  let timer: NodeJS.Timeout | undefined;

  function next(): void {
    timer = undefined;
    const part = waiting.slice(0, PART);
    waiting = waiting.slice(PART);
    if (waiting.length > 0) timer = setTimeout(next, PAUSE_MS);
    post(part);
  }

  return (items) => {
    if (items.length === 0) return;
    waiting = [...waiting, ...items];
    if (!timer) next();
  };
}
