/*
 * The words of a site in place of Ward's own: text with {{names}}, and nothing else. No conditions, no loops, no code,
 * so that nothing in a template can fail when it counts.
 */

/** What `{{…}}` may name; beside these `{{label.<name>}}`. */
export const TEMPLATE_NAMES = [
  'kind',
  'severity',
  'target',
  'rule',
  'metric',
  'series',
  'value',
  'limit',
  'since',
  'duration',
  'why',
  'takes',
  'seen',
  'link',
  'organisation',
  'time',
] as const;
export type TemplateName = (typeof TEMPLATE_NAMES)[number];

/** What the names stand for, of one event. */
export interface TemplateValues {
  names: Readonly<Record<TemplateName, string>>;
  labels: Readonly<Record<string, string>>;
}

/** Without optional white space beside what may be white space too: a template of spaces would be tried for hours. */
const PLACE = /\{\{([^{}]*)\}\}/g;
const LABEL = /^label\.([A-Za-z_][A-Za-z0-9_.-]{0,99})$/;

/** What is wrong with a template, in words; undefined for a good one. */
export function templateFault(template: string): string | undefined {
  const rest = template.replace(PLACE, '');
  if (rest.includes('{{') || rest.includes('}}')) return 'a {{ without its }}, or the other way round';
  for (const [, between] of template.matchAll(PLACE)) {
    const name = between.trim();
    if (isName(name) || LABEL.test(name)) continue;
    return `{{${name}}} is unknown; known are ${TEMPLATE_NAMES.join(', ')} and label.<name>`;
  }
  return undefined;
}

/** The template with its names replaced; what they stand for is escaped, the template itself is not. */
export function fillIn(template: string, values: TemplateValues, toSafe: (text: string) => string): string {
  return template.replace(PLACE, (_, between: string) => {
    const name = between.trim();
    const label = LABEL.exec(name);
    // Ours from end to end, and an escaped address would lead nowhere.
    if (name === 'link') return values.names.link.replace(/[<>"'()\s]/g, encodeURIComponent);
    return toSafe(label ? labelIn(values.labels, label[1]) : isName(name) ? values.names[name] : '');
  });
}

/** Empty also where every object has something of that name (`constructor`). */
function labelIn(labels: TemplateValues['labels'], name: string): string {
  return Object.hasOwn(labels, name) ? labels[name] : '';
}

function isName(name: string): name is TemplateName {
  return (TEMPLATE_NAMES as readonly string[]).includes(name);
}
