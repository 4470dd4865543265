import type { UpsFigures } from '../models/ups.ts';

export interface UpsRating {
  name: string;
  watts: number;
  batteryWattHours: number;
  batteryVolts: number;
}

/** Of an empty battery so much is charged again in an hour. */
const chargedInAnHour = 0.6;

/** A UPS: what feeds it, what it carries, and how its battery empties and fills. */
export class UpsUnit {
  readonly rating: UpsRating;
  charge = 1;
  /** Set by incidents: it takes the mains past its inverter. */
  isBypassed = false;
  mode: UpsFigures['mode'] = 'normal';
  #load = 0;
  #secondsOnBattery = 0;
  #mainsVolts = 0;

  constructor(rating: UpsRating) {
    this.rating = rating;
  }

  get hasOutput(): boolean {
    return this.mode !== 'off';
  }

  /** Some seconds pass with these mains (0: none) and this load in watts. */
  advance(seconds: number, mainsVolts: number, loadWatts: number): void {
    this.#mainsVolts = mainsVolts;
    this.#load = loadWatts;
    const { batteryWattHours } = this.rating;
    if (mainsVolts > 0) {
      this.mode = this.isBypassed ? 'bypass' : 'normal';
      this.#secondsOnBattery = 0;
      this.charge = Math.min(1, this.charge + (chargedInAnHour * seconds) / 3_600);
      return;
    }
    if (this.mode === 'off') return;
    this.mode = 'battery';
    this.#secondsOnBattery += seconds;
    this.charge = Math.max(0, this.charge - (loadWatts * seconds) / 3_600 / batteryWattHours);
    if (this.charge === 0) this.mode = 'off';
  }

  figures(roomCelsius: number): UpsFigures {
    const { watts, batteryWattHours, batteryVolts } = this.rating;
    const onBattery = this.mode === 'battery';
    const load = this.mode === 'off' ? 0 : this.#load;
    return {
      mode: this.mode,
      charge: this.charge,
      runtimeMinutes: Math.min(600, (this.charge * batteryWattHours * 60) / Math.max(1, load)),
      secondsOnBattery: this.#secondsOnBattery,
      inputVolts: this.#mainsVolts,
      outputVolts: this.mode === 'off' ? 0 : this.mode === 'bypass' ? this.#mainsVolts : 220,
      loadShare: load / watts,
      watts: load,
      batteryVolts: batteryVolts * (onBattery || this.mode === 'off' ? 0.86 + 0.1 * this.charge : 1.02),
      batteryCelsius: roomCelsius + (onBattery ? 6 : 2),
    };
  }
}
