import { expect, it } from 'vitest';
import { readRefusal } from './refusal.ts';

it.each([
  "            ^\n % Unrecognized command found at '^' position.",
  "        ^\nError: Unrecognized command found at '^' position.",
  "                         ^\n% Invalid input detected at '^' marker.\n",
  "Error: Incomplete command found at '^' position.",
  "Error:Too many parameters found at '^' position.",
  "Error: Wrong parameter found at '^' position.",
  '% Unknown command.',
  'Error: This operation is not supported on the device.',
  'The device does not support this command.',
])('%j: the device does not know it', (text) => {
  expect(readRefusal(text)).toBe('the device does not know it');
});

it.each([
  '% Permission denied.',
  'Error: You do not have permission to run the command or the command is incomplete.',
  '% Authorization failed.',
])('%j: the account may not', (text) => {
  expect(readRefusal(text)).toBe('this account may not ask it');
});

it.each([
  '',
  'CPU Usage : 8%',
  'GigabitEthernet0/0/1 has 0 neighbors',
  `${' line\n'.repeat(20)}% Unknown command.`,
])('%j is an answer', (text) => {
  expect(readRefusal(text)).toBeUndefined();
});
