import { isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { ConfigError } from './config-error.ts';

/** A YAML text taken apart, that knows on which line everything stands. */
export interface YamlText {
  value: unknown;
  /** `ward.yaml:3` for the key or element at `path`, or for the nearest thing around it that exists. */
  whereIs(path: readonly PropertyKey[]): string | undefined;
}

/** Throws a ConfigError when the text is no YAML, uses a key twice or expands beyond measure. */
export function parseYaml(text: string, name: string): YamlText {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true });
  const where = (offset: number) => `${name}:${Math.max(1, lines.linePos(offset).line)}`;
  if (document.errors.length > 0) {
    throw new ConfigError(
      document.errors.map(({ pos: [offset], code, message }) => ({
        where: where(offset),
        field: '',
        sentence: YAML_MISTAKES[code] ?? `is no YAML: ${message}`,
      })),
    );
  }
  return {
    value: toPlain(),
    whereIs(path) {
      if (!isNode(document.contents)) return undefined;
      return where(offsetOf(document.contents, path));
    },
  };

  function toPlain(): unknown {
    try {
      return document.toJS({ maxAliasCount: 100 });
    } catch (cause) {
      const sentence = `its aliases cannot be resolved: ${(cause as Error).message}`;
      throw new ConfigError([{ where: name, field: '', sentence }], { cause });
    }
  }
}

const YAML_MISTAKES: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'the same key stands twice in one map; once is allowed.',
  TAB_AS_INDENT: 'a tab is used to indent; YAML allows spaces only.',
  MULTIPLE_DOCS: 'a second document begins here; one is allowed.',
};

/** Where the deepest part of `path` that exists begins: the key of a map's entry, the element of a list. */
function offsetOf(root: Node, path: readonly PropertyKey[]): number {
  let node: unknown = root;
  let offset = root.range?.[0] ?? 0;
  for (const part of path) {
    let next: unknown;
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(part));
      if (pair === undefined) return offset;
      offset = startOf(pair.key) ?? offset;
      next = pair.value;
    } else if (isSeq(node)) {
      next = node.items[Number(part)];
      offset = startOf(next) ?? offset;
    }
    node = next;
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}
