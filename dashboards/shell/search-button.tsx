import { useEffect, useState } from 'preact/hooks';
import { useText } from '../ui/context.ts';
import { Icon } from '../ui/icon.tsx';
import { lazyPage } from './lazy-page.tsx';

const Palette = lazyPage(async () => (await import('../search/palette.tsx')).Palette);

/** Opens the search; Ctrl-K or Cmd-K does so from anywhere, also out of a field. */
export function SearchButton() {
  const { words } = useText();
  const [open, setOpen] = useState(false);

  useEffect(() => {
    function press(event: KeyboardEvent): void {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey) return;
      event.preventDefault();
      setOpen((before) => !before);
    }
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);

  return (
    <>
      <button
        type="button"
        class="search-button"
        title={words.search.open}
        aria-keyshortcuts="Control+K"
        onClick={() => setOpen(true)}
      >
        <Icon name="search" />
        <span class="search-word">{words.search.title}</span>
        <kbd>Ctrl K</kbd>
      </button>
      {open && <Palette onClose={() => setOpen(false)} />}
    </>
  );
}
