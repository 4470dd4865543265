import { matchesAny } from '../host/name-patterns.ts';
import type { SnmpConfig } from './config.ts';

/** Whether the settings want the series with these labels; those that belong to no interface always are. */
export function interfaceFilter({
  include_interfaces: included,
  exclude_interfaces: excluded,
}: Pick<SnmpConfig, 'include_interfaces' | 'exclude_interfaces'>): (
  labels: Readonly<Record<string, string>>,
) => boolean {
  return ({ interface: name }) =>
    name === undefined || (matchesAny(name, included) && !matchesAny(name, excluded));
}
