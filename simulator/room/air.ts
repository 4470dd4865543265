import type { CoolingFigures } from '../models/liebert.ts';

/** Energy that one degree more takes: the air, the racks, the walls. */
const joulesPerDegree = 1_200_000;
/** What seeps through walls for each degree above the corridor. */
const lossWattsPerDegree = 180;
const corridorCelsius = 24;

export interface CoolingRating {
  name: string;
  watts: number;
  setpointCelsius: number;
}

/** An air conditioner that answers warmer air with more cooling. */
export class CoolingUnit {
  readonly rating: CoolingRating;
  /** Set by incidents: it stands still and says so. */
  hasFailed = false;
  capacity = 0.6;

  constructor(rating: CoolingRating) {
    this.rating = rating;
  }

  /** Follows the room with the slowness of a compressor; gives the watts that it takes out. */
  cool(seconds: number, roomCelsius: number): number {
    const wanted = this.hasFailed ? 0 : 0.6 + (roomCelsius - this.rating.setpointCelsius - 0.8) * 0.45;
    const aim = Math.min(1, Math.max(this.hasFailed ? 0 : 0.1, wanted));
    this.capacity += (aim - this.capacity) * Math.min(1, seconds / (this.hasFailed ? 5 : 45));
    return this.capacity * this.rating.watts;
  }

  figures(room: { celsius: number; humidity: number }): CoolingFigures {
    return {
      isOn: !this.hasFailed,
      hasAlarm: this.hasFailed,
      returnCelsius: room.celsius + 0.4,
      supplyCelsius: room.celsius - 11 * this.capacity,
      humidity: room.humidity,
      setpointCelsius: this.rating.setpointCelsius,
      capacity: this.capacity,
      fan: this.hasFailed ? 0 : 0.55 + 0.45 * this.capacity,
    };
  }
}

/** The air of the room. */
export class Air {
  celsius: number;
  readonly units: readonly CoolingUnit[];

  constructor(units: readonly CoolingUnit[], celsius: number) {
    this.units = units;
    this.celsius = celsius;
  }

  /** Relative humidity: the same water in warmer air is less of it. */
  get humidity(): number {
    return Math.min(95, Math.max(8, 47 * 0.945 ** (this.celsius - 23.5)));
  }

  advance(seconds: number, heatWatts: number): void {
    const cooled = this.units.reduce((sum, unit) => sum + unit.cool(seconds, this.celsius), 0);
    const lost = (this.celsius - corridorCelsius) * lossWattsPerDegree;
    this.celsius += ((heatWatts - cooled - lost) * seconds) / joulesPerDegree;
  }
}
