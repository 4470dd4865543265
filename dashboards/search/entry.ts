import type { MachineState } from '../state/machine-state.ts';
import type { Findable } from './match.ts';

/** What can be found, in the order in which equals are shown. */
export type EntryKind = 'action' | 'alert' | 'target' | 'system' | 'organisation' | 'room' | 'page' | 'rule';

/** One thing that can be found and opened. */
export interface Entry extends Findable {
  /** Equal for the same thing, found in another way. */
  key: string;
  kind: EntryKind;
  title: string;
  below: string;
  state?: MachineState;
  open: () => void;
}

/** Goes to a page of ours. */
export function goTo(route: string): () => void {
  return () => {
    location.hash = route;
  };
}
