import { useCallback, useRef } from 'preact/hooks';
import { useText } from './context.ts';
import { Icon } from './icon.tsx';
import { useHotkey } from './use-hotkey.ts';

/** A field that narrows a list while one types; `/` goes to it, Escape empties and leaves it. */
export function FilterField({
  label,
  value,
  onInput,
}: {
  label: string;
  value: string;
  onInput(value: string): void;
}) {
  const { words } = useText();
  const input = useRef<HTMLInputElement>(null);
  const focus = useCallback(() => input.current?.focus(), []);
  useHotkey('/', focus);
  return (
    <label class="filter">
      <Icon name="search" />
      <span class="hidden-text">{label}</span>
      <input
        ref={input}
        type="search"
        value={value}
        placeholder={label}
        autocomplete="off"
        spellcheck={false}
        aria-keyshortcuts="/"
        onInput={(event) => onInput(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          onInput('');
          event.currentTarget.blur();
        }}
      />
      <kbd title={words.overview.filterKey}>/</kbd>
    </label>
  );
}
