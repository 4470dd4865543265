import { useAddress } from '../use-address.ts';
import { type AcrossChoice, choiceIn } from './across-filter.tsx';

/** What the address says of a page of lists: which of them is shown, and by what it is narrowed. */
export interface Across<View extends string> {
  views: readonly View[];
  view: View;
  choice: AcrossChoice;
  isNarrowed: boolean;
  show(view: View): void;
  narrow(choice: Partial<AcrossChoice>): void;
  clear(): void;
}

/** The first of `views` is shown unless the address names another. */
export function useAcross<View extends string>(views: readonly [View, ...View[]]): Across<View> {
  const { search, change } = useAddress();
  const choice = choiceIn(search);
  return {
    views,
    view: views.find((each) => each === search.get('view')) ?? views[0],
    choice,
    isNarrowed: Object.values(choice).some(Boolean),
    show: (view) => change({ view: view === views[0] ? '' : view }),
    narrow: change,
    clear: () => change({ text: '', organisation: '', system: '' }),
  };
}
