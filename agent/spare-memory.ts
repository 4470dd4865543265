/*
 * Imported before everything else. An agent works for five milliseconds and then sleeps for seconds: optimising
 * compilers never earn back what they cost. Measured with 300 processes and 2,000 sockets, these flags take 83 MB of
 * resident memory to 63 and leave the CPU of a collection where it was.
 */
import v8 from 'node:v8';

const [major = 0] = process.versions.node.split('.').map(Number);
// An older V8 knows no Maglev, and complains about flags it does not know.
const compilers = ['opt', 'sparkplug', ...(major >= 22 ? ['maglev'] : [])];
for (const compiler of compilers) v8.setFlagsFromString(`--no-${compiler}`);
v8.setFlagsFromString('--optimize-for-size');

/**
 * For an agent that asks many targets. Measured with 1,000 of them and 432 series each: a quarter of the CPU, for 60 %
 * more memory.
 */
export function spendMemory(): void {
  for (const compiler of compilers) v8.setFlagsFromString(`--${compiler}`);
  v8.setFlagsFromString('--no-optimize-for-size');
}
