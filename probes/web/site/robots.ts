/** What a site asks of programs that look through it (RFC 9309). */
export interface Robots {
  permits(url: URL): boolean;
  /** Between two pages; 0 without a wish. */
  delayMs: number;
}

/** Nothing is asked. */
export const NO_ROBOTS: Robots = { permits: () => true, delayMs: 0 };

interface Rule {
  allows: boolean;
  path: string;
}

const MOST_RULES = 1_000;
const LONGEST_DELAY_MS = 30_000;

/** Reads the rules for the program of this name, and those for everybody where it has none. */
export function readRobots(text: string, agent: string): Robots {
  const groups = groupsOf(text);
  const own = groups.filter(({ agents }) => agents.includes(agent));
  const meant = own.length > 0 ? own : groups.filter(({ agents }) => agents.includes('*'));
  const rules = meant.flatMap((group) => group.rules).slice(0, MOST_RULES);
  // The longest that fits decides; of two alike the one that allows.
  rules.sort(
    (one, other) => other.path.length - one.path.length || Number(other.allows) - Number(one.allows),
  );
  return {
    permits(url) {
      const path = `${url.pathname}${url.search}`;
      return rules.find((rule) => fits(rule.path, path))?.allows ?? true;
    },
    delayMs: Math.min(LONGEST_DELAY_MS, Math.max(0, ...meant.map(({ delayMs }) => delayMs))),
  };
}

function groupsOf(text: string): { agents: string[]; rules: Rule[]; delayMs: number }[] {
  const groups: { agents: string[]; rules: Rule[]; delayMs: number }[] = [];
  let isNaming = false;
  for (const line of text.split(/\r?\n/)) {
    const [, field = '', value = ''] = /^\s*([A-Za-z-]+)\s*:\s*([^#]*?)\s*(?:#.*)?$/.exec(line) ?? [];
    const name = field.toLowerCase();
    if (name === 'user-agent') {
      if (!isNaming) groups.push({ agents: [], rules: [], delayMs: 0 });
      groups.at(-1)?.agents.push(value.toLowerCase());
      isNaming = true;
      continue;
    }
    const group = groups.at(-1);
    if (name === '' || !group) continue;
    isNaming = false;
    if (name === 'crawl-delay') group.delayMs = 1_000 * (Number(value) || 0);
    // An empty one forbids nothing.
    else if ((name === 'disallow' || name === 'allow') && value !== '')
      group.rules.push({ allows: name === 'allow', path: value });
  }
  return groups;
}

/** `*` is anything, `$` the end; without an expression, whose time nobody could bound. */
function fits(rule: string, path: string): boolean {
  const isWhole = rule.endsWith('$');
  const [first = '', ...rest] = (isWhole ? rule.slice(0, -1) : rule).split('*');
  if (!path.startsWith(first)) return false;
  let at = first.length;
  for (const [index, part] of rest.entries()) {
    if (isWhole && index === rest.length - 1) return path.length - part.length >= at && path.endsWith(part);
    const found = path.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return !isWhole || at === path.length;
}
