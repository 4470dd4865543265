import { useEffect } from 'preact/hooks';

/** Has the browser ask before it closes or loads anew what is not saved. */
export function useUnsavedWarning(isChanged: boolean): void {
  useEffect(() => {
    if (!isChanged) return;
    const warn = (event: BeforeUnloadEvent): void => {
      event.preventDefault();
      // Browsers before Chrome 119 ask only where this is set.
      event.returnValue = true;
    };
    addEventListener('beforeunload', warn);
    return () => removeEventListener('beforeunload', warn);
  }, [isChanged]);
}
