import { useWard } from '../../ui/context.ts';

/** States of machines change in place: what is read again whenever they have. */
export function useSettled<Value>(read: () => Value): Value {
  const { fleet } = useWard();
  return after(fleet.settled.value, read);
}

function after<Value>(_count: number, read: () => Value): Value {
  return read();
}
