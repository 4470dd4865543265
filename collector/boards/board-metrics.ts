import type { Board } from '#protocol/board.ts';

/** Names of the metrics that a board asks for, each once, in order. */
export function boardMetrics({ panels, variables }: Board): string[] {
  const asked = panels.flatMap((panel) => ('question' in panel ? [panel.question.metric] : []));
  const chosen = variables.filter(({ of }) => of === 'label').map(({ metric }) => metric);
  return [...new Set([...asked, ...chosen])].sort();
}
