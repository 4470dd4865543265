import { routeTo } from '../../../state/route.ts';

/** The address of the page of a rule. */
export function ruleRoute(id: string): string {
  return routeTo('settings/rules', { rule: id });
}
