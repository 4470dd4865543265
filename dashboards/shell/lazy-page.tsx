import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Failed, Loading } from '../ui/empty.tsx';

/** A page whose code comes when it is first shown; a failed fetch can be tried again. */
export function lazyPage<Props extends object>(
  fetchPage: () => Promise<ComponentType<Props>>,
): ComponentType<Props> {
  let known: ComponentType<Props> | undefined;

  return function LazyPage(props: Props) {
    const [, setRound] = useState(0);
    const [error, setError] = useState<unknown>();

    useEffect(() => {
      if (known || error) return;
      fetchPage().then((page) => {
        known = page;
        setRound((round) => round + 1);
      }, setError);
    }, [error]);

    if (error) return <Failed error={error} onRetry={() => setError(undefined)} />;
    const Known = known;
    return Known ? <Known {...props} /> : <Loading />;
  };
}
