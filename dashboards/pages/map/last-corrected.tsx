import type { TopologyAnswer } from '../../api/topology.ts';
import { useText } from '../../ui/context.ts';

/** Who corrected the map last, and when. */
export function LastCorrected({ corrections }: Pick<TopologyAnswer, 'corrections'>) {
  const { words, formats } = useText();
  const [last] = [...corrections].sort((one, other) => (other.changedAtMs ?? 0) - (one.changedAtMs ?? 0));
  if (!last?.changedBy || last.changedAtMs === null) return null;
  return <p class="muted">{words.networkMap.edit.by(last.changedBy, formats.full(last.changedAtMs))}</p>;
}
