import type { Cell, ServerFacts } from '../session.ts';

/** What a session asks first, and everybody may: `12.1` brought containers. */
export function factsSql(numbers: readonly number[]): string {
  const container = (numbers[0] ?? 0) >= 12 ? "SYS_CONTEXT('USERENV', 'CON_ID')" : "'0'";
  return `SELECT SYS_CONTEXT('USERENV', 'DATABASE_ROLE') AS role, ${container} AS container FROM dual`;
}

/** `19.3.0.0.0` is [19, 3, 0, 0, 0]. */
export function versionNumbers(version: string): number[] {
  return version.split('.').map(Number).filter(Number.isFinite);
}

/** What the server is, from the one row of that. */
export function serverFacts(version: string, [role, container]: readonly (Cell | undefined)[]): ServerFacts {
  const words = ['oracle', String(role).endsWith('STANDBY') ? 'standby' : 'primary'];
  const id = Number(container);
  if (id === 1) words.push('root');
  if (id > 1) words.push('pdb');
  const numbers = versionNumbers(version);
  return { product: 'Oracle', version, numbers, words };
}
