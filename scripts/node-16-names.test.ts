import { expect, test } from 'vitest';
import { filesBehind, findNewerNames, newerNamesIn } from './node-16-names.ts';
import { projectFolder } from './run-tool.ts';

test('the agent asks for nothing that Node 16 does not have', () => {
  const files = filesBehind(projectFolder, 'agent/main.ts');

  expect(files).toContain('probes/web/ask.ts');
  expect(files).toContain('agent/check-command/render.ts');
  expect(findNewerNames(projectFolder, 'agent/main.ts')).toEqual([]);
});

test.each([
  'const both = AbortSignal.any([one, other]);',
  'const copy = structuredClone(given);',
  'await fetch(url);',
  'const sorted = all.toSorted();',
  'const last = all.findLast(isGood);',
  'const groups = Map.groupBy(all, keyOf);',
  "import { createHash, hash } from 'node:crypto';",
  'for (const each of known.values().map(nameOf)) tell(each);',
])('%s is newer', (line) => {
  expect(newerNamesIn(`// first\n${line}`)).toMatchObject([{ line: 2 }]);
});

test.each([
  '// structuredClone(given) came with Node 17',
  ' * AbortSignal.any([one]) is no word for Node 16.',
  'await result.fetch({ fetchMode: 3 });',
  'function fetchPage(url: URL) {}',
  'const sha = createHash(kind);',
])('%s is not', (line) => {
  expect(newerNamesIn(line)).toEqual([]);
});
