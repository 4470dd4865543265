import { useMemo } from 'preact/hooks';
import type { Explored } from '#protocol/explore.ts';
import { useText, useWard } from '../../ui/context.ts';
import { kindText } from '../../words/words.ts';
import { type LineNames, lineName, type NamedLine } from './lines.ts';
import { metricName } from './metric-name.ts';

/** The lines of an answer with their names and the colours that they keep. */
export function useNamedLines(answer: Explored | undefined, metric: string): NamedLine[] {
  const { session, fleet } = useWard();
  const { words } = useText();
  const current = session.current.value;
  return useMemo(() => {
    if (!answer) return [];
    const organisations = current.state === 'in' ? current.session.organisations : [];
    const names: LineNames = {
      target: (id) => fleet.machine(id)?.target.name ?? id,
      kind: (kind) => kindText(words, kind),
      organisation: (id) => organisations.find((each) => each.id === id)?.name ?? id,
      all: metricName(words, metric),
    };
    return answer.lines.map((line, color) => ({ line, name: lineName(line, answer, names), color }));
  }, [answer, metric, words, current]);
}
