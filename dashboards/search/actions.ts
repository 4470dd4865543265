import { routeTo } from '../state/route.ts';
import type { Ward } from '../state/ward.ts';
import { LANGUAGES } from '../words/language.ts';
import { type Entry, goTo } from './entry.ts';

/** A person who looks for a deed wants it before a page of that name. */
const ACTION_WEIGHT = 8;

/** What can be begun from anywhere; only what the person may do. */
export function actionEntries({ session, preferences }: Ward): Entry[] {
  const words = preferences.words.peek();
  const { actions, kinds } = words.search;
  const titled = (name: string, title: string, open: () => void): Entry => ({
    key: `action ${name}`,
    kind: 'action',
    title,
    below: kinds.action,
    texts: [title, name],
    weight: ACTION_WEIGHT,
    open,
  });
  const action = (name: keyof typeof actions, open: () => void): Entry => titled(name, actions[name], open);
  const begin = (path: string, parameters: Record<string, string>) => goTo(routeTo(path, parameters));
  const found: Entry[] = [];
  if (session.can('targets.write')) {
    found.push(action('watch', begin('settings/devices', { add: '1' })));
    found.push(action('job', begin('jobs', { add: '1' })));
  }
  if (session.can('agents.write')) found.push(action('enrol', begin('settings/agents', { add: '1' })));
  if (session.can('silences.write')) {
    found.push(action('silence', begin('alerts', { tab: 'silences', add: 'silence' })));
    found.push(action('maintenance', begin('alerts', { tab: 'silences', add: 'maintenance' })));
  }
  if (session.can('rules.write')) found.push(action('rule', begin('settings/rules', { new: '1' })));
  found.push(
    action('wall', goTo(routeTo('wall'))),
    action('theme', () =>
      preferences.chooseTheme(preferences.effectiveTheme.peek() === 'dark' ? 'light' : 'dark'),
    ),
    // Whoever reads the other language looks for it by its own name.
    ...LANGUAGES.filter((language) => language !== preferences.language.peek()).map((language) =>
      titled(
        language,
        words.shell.languages[language],
        () => void preferences.chooseLanguage(language).catch(() => undefined),
      ),
    ),
    action('print', () => window.print()),
  );
  return found;
}
