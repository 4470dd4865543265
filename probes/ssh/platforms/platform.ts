import type { DeviceFacts, Findings } from './findings.ts';
import type { PlatformName } from './platform-name.ts';

/** One question of a collection. */
export interface Step {
  /** Name of the command in the list of the platform. */
  command: string;
  /** Others that ask the same, in order, for a device that does not know the first. */
  instead?: readonly string[];
  /** Asked at most this often; 0: at each collection. What it told is told again in between. */
  everyMs: number;
  /** Pure, apart from what figures of the time before are needed for. */
  read(text: string): Findings;
}

/** What a platform is asked and how its answers are read. */
export interface Platform {
  name: PlatformName;
  /** Sent once in each session, whatever comes back: paging off. */
  prepare: readonly string[];
  /** The command that says what the device is. */
  identify: { command: string; read(text: string): Partial<DeviceFacts> };
  /** True when the answer to `identify` is one of this platform. */
  owns(text: string): boolean;
  /** The configuration as it runs; absent: there is none to keep. */
  configuration?: string;
  /** The kind of target: `switch`, `router`, `firewall`, `server`. */
  kindOf(facts: Partial<DeviceFacts>): string;
  /** The questions of a collection; called once for each target, as some keep figures between collections. */
  steps(options: StepOptions): readonly Step[];
}

/** What a target was configured to. */
export interface StepOptions {
  /** Services of a Linux host whose state is wanted. */
  services: readonly string[];
  /** Asked only once: figures that need two readings take them now. */
  once: boolean;
}

/** Between questions whose answers seldom change. */
export const SELDOM_MS = 600_000;
/** Between questions whose answers hardly ever change. */
export const RARELY_MS = 3_600_000;
