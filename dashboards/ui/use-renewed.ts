import { useEffect } from 'preact/hooks';

/**
 * Reads anew now and then while somebody looks, and at once when they come back to what has grown old; `undefined`:
 * not now.
 */
export function useRenewed(reload: () => void, everyMs: number | undefined): void {
  useEffect(() => {
    if (everyMs === undefined) return;
    let isOld = false;
    const renew = (): void => {
      isOld = document.visibilityState !== 'visible';
      if (!isOld) reload();
    };
    const comeBack = (): void => {
      if (isOld) renew();
    };
    const timer = setInterval(renew, everyMs);
    document.addEventListener('visibilitychange', comeBack);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', comeBack);
    };
  }, [reload, everyMs]);
}
