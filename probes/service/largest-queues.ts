/** A queue of a broker, of whatever make. */
export interface Queue {
  name: string;
  messages: number;
}

/** Queues with series of their own; the others stand in the totals only. */
const MOST_QUEUES = 20;

/**
 * Chooses the queues that hold most. Another one takes the place of a chosen one only when it holds more than twice as
 * much, so that two of about one size do not take turns; they come in the order of their names, so that their columns
 * stay where they are.
 */
export function largestQueues<Each extends Queue>(most = MOST_QUEUES): (queues: readonly Each[]) => Each[] {
  let chosen = new Set<string>();
  const weight = ({ name, messages }: Queue) => (chosen.has(name) ? 2 * messages + 1 : messages);
  return (queues) => {
    const kept = [...queues].sort((a, b) => weight(b) - weight(a) || byName(a, b)).slice(0, most);
    chosen = new Set(kept.map(({ name }) => name));
    return kept.sort(byName);
  };
}

function byName(a: Queue, b: Queue): number {
  if (a.name === b.name) return 0;
  return a.name < b.name ? -1 : 1;
}
