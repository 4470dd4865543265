import { useComputed } from '@preact/signals';
import { useWard } from '../../ui/context.ts';

/** A number that changes once a minute by the collector's clock: who uses it renders then, and not each second. */
export function useMinute(): number {
  const { clock } = useWard();
  return useComputed(() => Math.floor(clock.nowMs.value / 60_000)).value;
}
