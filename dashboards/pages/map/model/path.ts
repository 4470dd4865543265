/** A cable as far as a way needs it. */
export interface Step<Link> {
  link: Link;
  from: string;
  to: string;
}

/** All shortest ways between two things, as what lies on any of them. */
export interface Ways<Link> {
  /** How many cables one has to pass. */
  length: number;
  /** By their distance from the beginning; every cable of each pair on the way. */
  hops: readonly (readonly Step<Link>[])[];
  nodes: ReadonlySet<string>;
  links: ReadonlySet<Link>;
  /** How many ways there are by the things passed; cables side by side do not count. */
  count: number;
}

interface Joined {
  from: { node: string };
  to: { node: string };
}

/** All shortest ways; undefined when there is none. From a thing to itself there are no steps. */
export function shortestWays<Link extends Joined>(
  links: readonly Link[],
  from: string,
  to: string,
): Ways<Link> | undefined {
  const at = new Map<string, Step<Link>[]>();
  const put = (step: Step<Link>): void => {
    const known = at.get(step.from);
    if (known) known.push(step);
    else at.set(step.from, [step]);
  };
  for (const link of links) {
    put({ link, from: link.from.node, to: link.to.node });
    put({ link, from: link.to.node, to: link.from.node });
  }
  const fromStart = walk(at, from);
  const length = fromStart.get(to);
  if (length === undefined) return undefined;
  const toEnd = walk(at, to);
  const hops: Step<Link>[][] = Array.from({ length }, () => []);
  const ways = new Map([[from, 1]]);
  for (const [node, distance] of fromStart) {
    const passed = new Set<string>();
    for (const step of at.get(node) ?? []) {
      const rest = toEnd.get(step.to);
      if (rest === undefined || distance + 1 + rest !== length) continue;
      hops[distance]?.push(step);
      // A second cable beside the first is no other way.
      if (passed.has(step.to)) continue;
      passed.add(step.to);
      ways.set(step.to, (ways.get(step.to) ?? 0) + (ways.get(node) ?? 0));
    }
  }
  const steps = hops.flat();
  return {
    length,
    hops,
    nodes: new Set([from, to, ...steps.flatMap((step) => [step.from, step.to])]),
    links: new Set(steps.map(({ link }) => link)),
    count: ways.get(to) ?? 1,
  };
}

/** Steps from `start`, in the order in which things are reached. */
function walk<Link>(at: ReadonlyMap<string, readonly Step<Link>[]>, start: string): Map<string, number> {
  const distances = new Map([[start, 0]]);
  for (const [node, distance] of distances) {
    for (const { to } of at.get(node) ?? []) if (!distances.has(to)) distances.set(to, distance + 1);
  }
  return distances;
}
