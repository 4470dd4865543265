/**
 * A value that moves, as snmpsim's module `numeric` describes it: `rate=100`, or
 * `max=100,wrap=1,scale=0,offset=50,deviation=50`.
 */
export interface Variation {
  rate: number;
  offset: number;
  deviation: number;
  min: number;
  max: number;
  wrap: boolean;
}

/** The options of a variation; undefined when one is not a number. */
export function parseVariation(text: string): Variation | undefined {
  const given = new Map<string, number>();
  for (const pair of text.split(',')) {
    const [name = '', value = ''] = pair.split('=').map((part) => part.trim());
    if (value === '' || !Number.isFinite(Number(value))) return undefined;
    given.set(name, Number(value));
  }
  const option = (name: string, otherwise: number) => given.get(name) ?? otherwise;
  return {
    rate: option('rate', 0),
    offset: option('offset', option('initial', 0)),
    deviation: option('deviation', 0),
    min: option('min', 0),
    max: option('max', 4_294_967_295),
    wrap: option('wrap', 0) === 1,
  };
}

/** Its value so many seconds after the start. What is random in snmpsim is a slow wave here, the same each time. */
export function variationAt(variation: Variation, seconds: number): number {
  const { rate, offset, deviation, min, max, wrap } = variation;
  const value = offset + rate * seconds + deviation * Math.sin(seconds / 40);
  if (wrap && value > max) return Math.round(min + ((value - min) % (max - min + 1)));
  return Math.round(Math.min(max, Math.max(min, value)));
}
