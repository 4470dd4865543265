import { useText } from '../context.ts';
import { Empty } from '../empty.tsx';

/** Nothing is left of a list across targets that was narrowed. */
export function NoMatch({ onClear }: { onClear(): void }) {
  const { words } = useText();
  return (
    <Empty title={words.databases.noMatch}>
      <button type="button" class="link" onClick={onClear}>
        {words.databases.clear}
      </button>
    </Empty>
  );
}
