/** A sensor on the floor and what it reads. */
export interface Measured {
  xCm: number;
  yCm: number;
  celsius: number;
}

/** Temperatures between sensors, row by row from the upper left. */
export interface Field {
  columns: number;
  rows: number;
  celsius: Float32Array;
  /** How far the nearest sensor is: what is far from all of them is not known. */
  nearestCm: Float32Array;
}

/** With fewer sensors a field would be a guess: they are shown as they are. */
export const LEAST_SENSORS = 3;

/**
 * What the air is like between the sensors: each counts by the inverse square of its distance. Undefined where there
 * are too few of them.
 */
export function temperatureField(
  sensors: readonly Measured[],
  room: { widthCm: number; depthCm: number },
  cellCm: number,
): Field | undefined {
  const known = sensors.filter(({ celsius }) => Number.isFinite(celsius));
  if (known.length < LEAST_SENSORS) return undefined;
  const columns = Math.max(1, Math.ceil(room.widthCm / cellCm));
  const rows = Math.max(1, Math.ceil(room.depthCm / cellCm));
  const celsius = new Float32Array(columns * rows);
  const nearestCm = new Float32Array(columns * rows);
  // Nothing is nearer than half a cell: a sensor in its own cell would weigh without end.
  const least = (cellCm / 2) ** 2;
  for (let row = 0; row < rows; row++) {
    const y = (row + 0.5) * cellCm;
    for (let column = 0; column < columns; column++) {
      const x = (column + 0.5) * cellCm;
      let weights = 0;
      let sum = 0;
      let nearest = Number.POSITIVE_INFINITY;
      for (const sensor of known) {
        const square = Math.max(least, (sensor.xCm - x) ** 2 + (sensor.yCm - y) ** 2);
        const weight = 1 / square;
        weights += weight;
        sum += weight * sensor.celsius;
        if (square < nearest) nearest = square;
      }
      celsius[row * columns + column] = sum / weights;
      nearestCm[row * columns + column] = Math.sqrt(nearest);
    }
  }
  return { columns, rows, celsius, nearestCm };
}

/** What the scale of colours begins and ends with: what the inlet of a machine should have, and what harms it. */
export const COLD_CELSIUS = 18;
export const HOT_CELSIUS = 28;

/** From 0 for cold to 1 for hot. */
export function warmth(celsius: number): number {
  return Math.max(0, Math.min(1, (celsius - COLD_CELSIUS) / (HOT_CELSIUS - COLD_CELSIUS)));
}

/** Red, green and blue between the stops of a scale. */
export function mixColour(
  stops: readonly (readonly [number, number, number])[],
  share: number,
): [number, number, number] {
  const at = share * (stops.length - 1);
  const below = stops[Math.floor(at)] ?? [0, 0, 0];
  const above = stops[Math.min(stops.length - 1, Math.floor(at) + 1)] ?? below;
  const part = at - Math.floor(at);
  const mix = (one: number, other: number) => Math.round(one + (other - one) * part);
  return [mix(below[0], above[0]), mix(below[1], above[1]), mix(below[2], above[2])];
}
