/** What a path looks like: `$.data.rows[0].name`, `$['a key'].x`, `$[-1]`. */
export const JSON_PATH =
  /^\$(?:\.[\p{L}_][\p{L}\p{N}_-]*|\[(?:-?\d{1,6}|'[^'\]]{1,100}'|"[^"\]]{1,100}")\])*$/u;

const SEGMENT = /\.([\p{L}_][\p{L}\p{N}_-]*)|\[(-?\d+)\]|\[['"]([^\]]*)['"]\]/gu;

/** What stands at a path that has the form of `JSON_PATH`; undefined where nothing does. */
export function atPath(json: unknown, path: string): unknown {
  let found = json;
  for (const [, dotted, index, quoted] of path.matchAll(SEGMENT)) {
    if (found === null || typeof found !== 'object') return undefined;
    if (index !== undefined) found = Array.isArray(found) ? found.at(Number(index)) : undefined;
    else {
      const name = dotted ?? quoted ?? '';
      found = Object.hasOwn(found, name) ? (found as Record<string, unknown>)[name] : undefined;
    }
  }
  return found;
}
