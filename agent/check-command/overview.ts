import { wrapped } from '#config/command-line.ts';
import type { ProbeType } from '#probes/probe.ts';

/** What a kind of targets is called; probes of a kind that is not here stand behind the others, under its own word. */
const HEADINGS: Readonly<Record<string, string>> = {
  device: 'Devices',
  host: 'Hosts',
  database: 'Databases',
  service: 'Services',
  page: 'Web pages',
  job: 'Jobs',
};
const WIDTH = 100;

/** Every probe there is, by the kind of its targets, with what people call it. */
export function overview(types: readonly ProbeType[]): string {
  const outward = types.filter(({ reach }) => reach === 'out');
  const kinds = new Set([...Object.keys(HEADINGS), ...outward.map(kindOf)]);
  const width = Math.max(0, ...outward.map(({ name }) => name.length));
  const groups = [...kinds].flatMap((kind) => {
    const those = outward.filter((type) => kindOf(type) === kind);
    if (those.length === 0) return [];
    return ['', HEADINGS[kind] ?? kind, ...those.map((type) => row(type, width))];
  });
  const here = types.filter(({ reach }) => reach !== 'out').map(({ name }) => name);
  return [
    'Usage: check PROBE [ADDRESS[:PORT]] [settings]',
    'Runs one probe once, and prints what it read, how long it took and why it failed.',
    ...groups,
    '',
    'This machine, without an address',
    ...wrapped(here.join(', '), WIDTH - 2).map((line) => `  ${line}`),
    '',
    'check PROBE --help lists its settings, such as: check snmp 10.1.0.1 --community public',
  ].join('\n');
}

function kindOf({ target = 'device' }: ProbeType): string {
  return target;
}

function row({ name, title }: ProbeType, width: number): string {
  return `  ${name.padEnd(width)}  ${title?.en ?? ''}`.trimEnd();
}
