import { useEffect, useState } from 'preact/hooks';
import { Confirm } from './dialog.tsx';
import { useUnsavedWarning } from './use-unsaved-warning.ts';

/** What is said to whoever is about to leave. */
export interface LeaveText {
  leaveTitle: string;
  leaveHint: string;
  leave: string;
}

/**
 * Asks before somebody leaves what is not saved, by a link or by closing the page; shown as long as there is such.
 * `isHere`: addresses, beside that of now, which leave nothing.
 */
export function LeaveGuard({ text, isHere }: { text: LeaveText; isHere?: (hash: string) => boolean }) {
  const [wanted, setWanted] = useState<string>();
  useUnsavedWarning(true);
  useEffect(() => {
    const stop = (event: MouseEvent): void => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
      const link = (event.target as Element | null)?.closest('a');
      if (!link?.getAttribute('href')?.startsWith('#') || link.target) return;
      if (link.hash === '' || link.hash === location.hash || isHere?.(link.hash)) return;
      event.preventDefault();
      event.stopPropagation();
      setWanted(link.hash);
    };
    document.addEventListener('click', stop, true);
    return () => document.removeEventListener('click', stop, true);
  }, [isHere]);
  if (wanted === undefined) return null;
  return (
    <Confirm
      title={text.leaveTitle}
      hint={text.leaveHint}
      action={text.leave}
      onConfirm={() => {
        location.hash = wanted;
        setWanted(undefined);
      }}
      onClose={() => setWanted(undefined)}
    />
  );
}
