import type { Cell, ServerFacts } from '../session.ts';

/** What a session asks first; without the right to it everything else is denied too. */
export const FACTS = 'SELECT i.SVR_VERSION AS version, i.MODE$ AS mode FROM V$INSTANCE i';

/** What the server is, from the one row of `FACTS`: `DM Database Server x64 V8`, `… V8.1.2.192-Build(…)`. */
export function serverFacts([version, mode]: readonly (Cell | undefined)[]): ServerFacts {
  const text = String(version ?? '').trim();
  const numbers = (/V(\d+(?:[.-]\d+)*)/i.exec(text)?.[1] ?? '8').split(/[.-]/).map(Number);
  const words = ['dameng', ...(String(mode) === 'STANDBY' ? ['standby'] : [])];
  return { product: '达梦 DM', version: text, numbers, words };
}
