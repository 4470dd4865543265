import { routeTo } from '../state/route.ts';
import { useText } from '../ui/context.ts';
import { Empty } from '../ui/empty.tsx';

export function NotFound() {
  const { words } = useText();
  return (
    <>
      <h1 class="hidden-text">{words.shell.notFound}</h1>
      <Empty title={words.shell.notFound} hint={words.shell.notFoundHint}>
        <a href={routeTo('')}>{words.shell.toOverview}</a>
      </Empty>
    </>
  );
}
