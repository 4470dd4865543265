import type { Machine } from '../../state/machine.ts';
import { useText, useWard } from '../../ui/context.ts';

/** How long a silent machine has been silent; nothing while data comes. Alone follows the clock. */
export function SilentFor({ machine }: { machine: Machine }) {
  const { clock } = useWard();
  const { formats } = useText();
  const age = clock.knownMs.value - machine.newestMs;
  if (!machine.silent || Number.isNaN(age)) return null;
  return <span class="silent-for">{formats.age(age)}</span>;
}
