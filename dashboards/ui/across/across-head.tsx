import { Segments } from '../button.tsx';
import { AcrossFilter } from './across-filter.tsx';
import type { Across } from './use-across.ts';

/** How a page of lists across targets begins: its name, which list is shown, and by what it is narrowed. */
export function AcrossHead<View extends string>(options: {
  text: { title: string; view: string; tabs: Readonly<Record<View, string>> };
  across: Across<View>;
}) {
  const { text, across } = options;
  return (
    <>
      <header class="across-head">
        <h1>{text.title}</h1>
        <Segments
          label={text.view}
          value={across.view}
          choices={across.views.map((value) => ({ value, text: text.tabs[value] }))}
          onChoose={across.show}
        />
      </header>
      <AcrossFilter choice={across.choice} onChange={across.narrow} />
    </>
  );
}
