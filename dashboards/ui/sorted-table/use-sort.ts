import { useAddress } from '../use-address.ts';
import { parseSort, type Sort, sortText } from './sort-rows.ts';

/** The order of one table, as it stands in the address of the page: a link shows the same. */
export function useSort(
  id: string,
  columns: readonly { key: string }[],
): { sort: Sort | undefined; setSort(sort: Sort | undefined): void } {
  const { search, change } = useAddress();
  const name = `sort-${id}`;
  return {
    sort: parseSort(search.get(name), columns),
    setSort: (next) => change({ [name]: next && sortText(next) }),
  };
}
