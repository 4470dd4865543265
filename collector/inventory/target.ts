/** What the target needs to live: ids of other targets. */
export interface Parents {
  network: string[];
  power: string[];
  cooling: string[];
  /** The machine that a virtual one runs on. */
  host: string[];
}

/** What a device was last recognised as. */
export interface Recognised {
  /** Name of the profile, such as `huawei-vrp`; empty where no profile was used. */
  profile: string;
  kind: string;
  vendor: string;
  model: string;
}

/** A thing watched. */
export interface Target {
  /** Opaque, given once, never used again. */
  id: string;
  organisation: string;
  kind: string;
  /** As people call it. */
  name: string;
  /** As it calls itself; the display label `host`. */
  host: string;
  address: string;
  zone: string;
  room: string;
  rack: string;
  /** Lowest unit of the rack that it fills, counted from the bottom; 0: unknown. */
  rackUnit: number;
  /** How many units it is high; 0: unknown. */
  rackUnits: number;
  owner: string;
  contract: string;
  /** Who made it, and what it is; as recognised until people say otherwise. */
  vendor: string;
  model: string;
  parents: Parents;
  recognised: Recognised | null;
  createdAtMs: number;
}

/** What people may change. */
export type TargetFields = Omit<Target, 'id' | 'organisation' | 'host' | 'recognised' | 'createdAtMs'>;
