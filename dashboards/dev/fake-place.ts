import type { Place } from '../api/services.ts';

const SYSTEMS = ['医院信息系统', '影像归档', '传染病监测', '统一门户', '电子病历'].map((name, at) => ({
  id: `group-s${at}`,
  name,
}));

/** Where a row of a list across targets belongs; `at` varies it. */
export function place(target: string, targetName: string, at: number): Place {
  const system = SYSTEMS[at % (SYSTEMS.length + 1)];
  return { target, targetName, organisation: at % 3 ? 'default' : 'centre', systems: system ? [system] : [] };
}

/** Whether a row is among what is asked for. */
export function passes(row: Place, search: URLSearchParams): boolean {
  const words = (search.get('search') ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const organisation = search.get('organisation');
  const system = search.get('system');
  const text = `${row.targetName} ${row.systems.map(({ name }) => name).join(' ')}`.toLowerCase();
  return (
    words.every((word) => text.includes(word)) &&
    (!organisation || row.organisation === organisation) &&
    (!system || row.systems.some(({ id }) => id === system))
  );
}
