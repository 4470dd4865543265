/** One simple selector: a tag, an id and classes, all of which must fit; `div#news.list`. */
export interface Selector {
  tag: string;
  id: string;
  classes: readonly string[];
}

/** What a simple selector looks like. */
export const SELECTOR = /^(?=[^\s])([a-zA-Z][a-zA-Z0-9-]*)?(#[\w-]+)?((?:\.[\w-]+)*)$/;

/** Reads one that has the form of `SELECTOR`. */
export function parseSelector(text: string): Selector {
  const [, tag = '', id = '', classes = ''] = SELECTOR.exec(text) ?? [];
  return { tag: tag.toLowerCase(), id: id.slice(1), classes: classes.split('.').filter(Boolean) };
}

/** Whether an element is meant. */
export function selects(selector: Selector, name: string, attributes: ReadonlyMap<string, string>): boolean {
  const { tag, id, classes } = selector;
  if (tag !== '' && tag !== name) return false;
  if (id !== '' && attributes.get('id') !== id) return false;
  if (classes.length === 0) return true;
  const has = (attributes.get('class') ?? '').split(/\s+/);
  return classes.every((each) => has.includes(each));
}
