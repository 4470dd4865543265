import type { Target } from '../api/shapes.ts';

/** What only pushes and sends nothing that a host sends: nobody has said what it is. */
const PUSHED_KIND = 'pushed';

/** Subjects that hosts send, by whatever program. */
const OF_HOSTS: readonly string[] = ['cpu', 'mem', 'memory', 'system', 'disk', 'node', 'swap', 'win_cpu'];

/** The kind as it is shown: a sender that the collector took for a server, and that is none, is one that pushes. */
export function shownKind({ kind, subjects }: Pick<Target, 'kind' | 'subjects'>): string {
  if (kind !== 'server' || !subjects) return kind;
  return subjects.some((name) => OF_HOSTS.includes(name)) ? kind : PUSHED_KIND;
}
