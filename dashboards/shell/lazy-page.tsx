import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Failed, Loading } from '../ui/empty.tsx';
import { beginAnew } from './begin-anew.ts';

/**
 * A page whose code comes when it is first shown. Trying again loads everything anew: a browser remembers an import
 * that failed, and after an upgrade the old names are gone for good.
 */
export function lazyPage<Props extends object>(
  fetchPage: () => Promise<ComponentType<Props>>,
): ComponentType<Props> {
  let known: ComponentType<Props> | undefined;

  return function LazyPage(props: Props) {
    const [, setRound] = useState(0);
    const [error, setError] = useState<unknown>();

    useEffect(() => {
      if (known) return;
      fetchPage().then((page) => {
        known = page;
        setRound((round) => round + 1);
      }, setError);
    }, []);
    const isFailed = error !== undefined;
    useEffect(() => (isFailed ? beginAnew() : undefined), [isFailed]);

    if (error) return <Failed error={error} onRetry={() => location.reload()} />;
    const Known = known;
    return Known ? <Known {...props} /> : <Loading />;
  };
}
