import fc from 'fast-check';
import { expect, test } from 'vitest';
import { correlate } from './correlate.ts';
import { decide, type Moment } from './decide.ts';
import { type Estate, type EstateTarget, makeGraph } from './graph.ts';
import type { Standing } from './standing.ts';
import { anEstate, aStanding, aTarget, wayMaps } from './test-estate.ts';

/*
 * Random trees, cuts and orders against what anybody can see: of everything that is cut the topmost is the trouble, and
 * all below it a consequence; and whatever is still cut when the topmost is back is a trouble again.
 */

const RUNS = 300;
const PATIENCE = { waitMs: 15_000, settleMs: 90_000, polledSettleMs: 90_000 };
const T0 = 1_000_000;

/** Parent of each node by number; node 0 is the top. */
const trees = fc
  .integer({ min: 2, max: 40 })
  .chain((size) =>
    fc.tuple(...Array.from({ length: size - 1 }, (_, node) => fc.integer({ min: 0, max: node }))),
  );
/** Which nodes are broken, in which order alerts are looked at, and which edges people have said. */
const worlds = trees.chain((parents) =>
  fc.record({
    parents: fc.constant(parents),
    broken: fc.uniqueArray(fc.integer({ min: 0, max: parents.length }), { minLength: 1, maxLength: 4 }),
    order: fc.array(fc.nat(), { minLength: parents.length + 1, maxLength: parents.length + 1 }),
    isGiven: fc.array(fc.boolean(), { minLength: parents.length, maxLength: parents.length }),
  }),
);

interface Drawn {
  parents: number[];
  broken: number[];
  order: number[];
  isGiven: boolean[];
}

const name = (node: number) => `n${String(node).padStart(2, '0')}`;
const above = (parents: readonly number[], node: number): number[] =>
  node === 0 ? [] : [parents[node - 1] as number, ...above(parents, parents[node - 1] as number)];

/** Some edges said by people, the others told by cables; one looks from the top. */
function estateOf({ parents, isGiven }: Drawn): Estate {
  const targets: EstateTarget[] = [aTarget('place', {}), aTarget(name(0), { network: ['place'] })];
  const cables: [string, string][] = [];
  for (const [index, parent] of parents.entries()) {
    const id = name(index + 1);
    targets.push(aTarget(id, { network: isGiven[index] ? [name(parent)] : [] }));
    if (!isGiven[index]) cables.push([name(parent), id]);
  }
  return anEstate(targets, { cables, place: 'place' });
}

const isCut = ({ parents, broken }: Drawn, node: number) =>
  [node, ...above(parents, node)].some((each) => broken.includes(each));
const allNodes = ({ parents }: Drawn) => [0, ...parents.map((_, index) => index + 1)];
/** The topmost broken ones, as anybody would say. */
const topmost = (drawn: Drawn) =>
  drawn.broken.filter((node) => !above(drawn.parents, node).some((each) => drawn.broken.includes(each)));

function standingOf(drawn: Drawn): Standing[] {
  return allNodes(drawn)
    .filter((node) => isCut(drawn, node))
    .sort((a, b) => (drawn.order[a] as number) - (drawn.order[b] as number))
    .map((node) => aStanding(name(node), 'unreachable', { beganAtMs: T0, firedAtMs: T0 + 60_000 }));
}

function lookAt(drawn: Drawn, standing: readonly Standing[]) {
  const graph = makeGraph(estateOf(drawn));
  const alive = new Set(
    allNodes(drawn)
      .filter((node) => !isCut(drawn, node))
      .map(name),
  );
  const lastSign = (target: string) => (alive.has(target) ? T0 + 3_600_000 : T0 - 1_000);
  const scene = { graph, waysFrom: wayMaps(graph), standing, lastSign };
  return { scene, verdicts: correlate(scene) };
}

function momentOf(drawn: Drawn, standing: readonly Standing[], nowMs: number, undecided: string[]): Moment {
  return {
    ...lookAt(drawn, standing),
    nowMs,
    patience: PATIENCE,
    undecided: new Map(undecided.map((id) => [id, nowMs])),
    left: new Map(),
    asked: () => undefined,
  };
}

test('exactly the topmost of what is cut is a trouble of its own, however the alerts come', () => {
  fc.assert(
    fc.property(worlds, (drawn) => {
      const standing = standingOf(drawn);
      const { found } = lookAt(drawn, standing).verdicts;
      const own = standing.filter(({ alert }) => !found.has(alert.id)).map(({ alert }) => alert.target);

      expect(own.sort()).toEqual(topmost(drawn).map(name).sort());
      for (const { alert } of standing) {
        const cause = found.get(alert.id)?.cause?.alert.target;
        if (cause === undefined) continue;
        const node = Number(alert.target.slice(1));
        expect(above(drawn.parents, node).map(name)).toContain(cause);
        expect(topmost(drawn).map(name)).toContain(cause);
      }
    }),
    { numRuns: RUNS },
  );
});

test('while only some have fired, what waits is told or hidden, and never blamed on what lives', () => {
  fc.assert(
    fc.property(worlds, fc.nat(), (drawn, cutAt) => {
      const all = standingOf(drawn);
      const fired = all.slice(0, 1 + (cutAt % all.length));
      const ids = fired.map(({ alert }) => alert.id);
      const moment = momentOf(drawn, fired, T0 + 60_000, ids);
      const due = { ...moment, undecided: new Map(ids.map((id) => [id, T0])) };
      const { suppress, begin, decided } = decide(due);

      const handled = new Set([
        ...suppress.map(({ standing }) => standing.alert.target),
        ...begin.flatMap(({ takes }) => takes),
        ...decided.map((id) => (fired.find(({ alert }) => alert.id === id) as Standing).alert.target),
      ]);
      expect([...handled].sort()).toEqual(fired.map(({ alert }) => alert.target).sort());
      for (const { target } of begin)
        expect(target === 'place' || isCut(drawn, Number(target.slice(1)))).toBe(true);
    }),
    { numRuns: RUNS },
  );
});

test('when the topmost is back, what is still cut has a cause again or is released, and nothing is lost', () => {
  fc.assert(
    fc.property(worlds, (drawn) => {
      const before = standingOf(drawn);
      const { found } = lookAt(drawn, before).verdicts;
      const [mended] = topmost(drawn);
      const after = { ...drawn, broken: drawn.broken.filter((node) => node !== mended) };
      const standing = before
        .filter(({ alert }) => isCut(after, Number(alert.target.slice(1))))
        .map(({ alert, meaning }): Standing => {
          const cause = found.get(alert.id)?.cause?.alert;
          const because = cause
            ? { alert: cause.id, target: cause.target, relation: 'network' as const, sinceMs: T0 }
            : null;
          return { alert: { ...alert, because }, meaning };
        });
      const left = new Map(standing.map(({ alert }) => [alert.id, T0]));
      const moment = { ...momentOf(after, standing, T0 + PATIENCE.settleMs, []), left };
      const { release, suppress } = decide(moment);

      const verdicts = lookAt(after, standing).verdicts.found;
      const tops = topmost(after).map(name);
      for (const { alert } of standing) {
        const isTop = tops.includes(alert.target);
        expect(verdicts.has(alert.id)).toBe(!isTop);
        if (isTop && alert.because) expect(release.map((each) => each.alert.id)).toContain(alert.id);
        if (!isTop && alert.because?.target === name(mended as number))
          expect(suppress.map((each) => each.standing.alert.id)).toContain(alert.id);
      }
    }),
    { numRuns: RUNS },
  );
});
