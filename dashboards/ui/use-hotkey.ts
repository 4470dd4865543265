import { useEffect } from 'preact/hooks';

/** Runs `act` when `key` is pressed outside of fields and without a modifier. */
export function useHotkey(key: string, act: () => void): void {
  useEffect(() => {
    function press(event: KeyboardEvent): void {
      if (event.key !== key || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented)
        return;
      const { target } = event;
      if (target instanceof HTMLElement && target.matches('input, textarea, select, dialog *')) return;
      event.preventDefault();
      act();
    }
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [key, act]);
}
