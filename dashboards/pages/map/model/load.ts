/** How much a cable carries of what it could, from calm to full; `down` is no load but the end of it. */
export const LOAD_CLASSES = ['down', 'full', 'high', 'medium', 'low', 'unknown'] as const;
export type LoadClass = (typeof LOAD_CLASSES)[number];

/** Shares of the speed from which on a cable is called so. */
const LOAD_FROM = { medium: 0.4, high: 0.7, full: 0.9 } as const;

/** What one end says of its port: bytes a second as this end counts them; NaN for what is not known. */
export interface PortLoad {
  received: number;
  sent: number;
  /** Null: not told. */
  isUp: boolean | null;
  isStale: boolean;
}

/** What passes a cable in both directions, bits a second; NaN for what is not known. */
export interface LinkLoad {
  forth: number;
  back: number;
  /** Of the busier direction, 0 to 1; NaN where the speed or the rates are not known. */
  share: number;
  loadClass: LoadClass;
  /** What is shown is no longer news. */
  isStale: boolean;
}

/** One cable out of what its two ends say: the first that speaks of a direction counts, one that is down is enough. */
export function loadOf(
  from: PortLoad | undefined,
  to: PortLoad | undefined,
  speedMbits: number | null,
): LinkLoad {
  const ends = [from, to].filter((end) => end !== undefined);
  const fresh = ends.filter(({ isStale }) => !isStale);
  const isStale = ends.length > 0 && fresh.length === 0;
  const [here, there] = fresh.length > 0 ? [freshOnly(from), freshOnly(to)] : [from, to];
  const forth = first(here?.sent, there?.received) * 8;
  const back = first(here?.received, there?.sent) * 8;
  const busier = Number.isNaN(forth) ? back : Number.isNaN(back) ? forth : Math.max(forth, back);
  const share = speedMbits ? busier / (speedMbits * 1e6) : Number.NaN;
  const isDown = [here, there].some((end) => end?.isUp === false);
  return { forth, back, share, loadClass: isDown ? 'down' : classOf(share), isStale };
}

/** The class of a share. */
export function classOf(share: number): LoadClass {
  if (Number.isNaN(share)) return 'unknown';
  if (share >= LOAD_FROM.full) return 'full';
  if (share >= LOAD_FROM.high) return 'high';
  return share >= LOAD_FROM.medium ? 'medium' : 'low';
}

/** The slower end decides; null where neither is known. */
export function speedOf(from: { speed: number | null }, to: { speed: number | null }): number | null {
  if (from.speed === null || to.speed === null) return from.speed ?? to.speed;
  return Math.min(from.speed, to.speed);
}

/** How thick the line of a cable is. */
export function widthOf(speedMbits: number | null): number {
  if (speedMbits === null) return 1.75;
  if (speedMbits < 1_000) return 1;
  if (speedMbits < 10_000) return 1.75;
  if (speedMbits < 40_000) return 2.75;
  return 4;
}

/** The worst of some loads: what is down, or else the fullest; undefined when nothing is known of any. */
export function worstOf<Link>(loads: readonly { link: Link; load: LinkLoad }[]): Link | undefined {
  let worst: { link: Link; load: LinkLoad } | undefined;
  for (const each of loads) {
    if (each.load.loadClass === 'unknown') continue;
    if (!worst || badness(each.load) > badness(worst.load)) worst = each;
  }
  return worst?.link;
}

function badness({ loadClass, share }: LinkLoad): number {
  return loadClass === 'down' ? 1_000 : share;
}

function freshOnly(end: PortLoad | undefined): PortLoad | undefined {
  return end?.isStale ? undefined : end;
}

function first(one: number | undefined, other: number | undefined): number {
  return one !== undefined && !Number.isNaN(one) ? one : (other ?? Number.NaN);
}
