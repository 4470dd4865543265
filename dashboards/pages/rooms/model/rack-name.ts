/** What a new rack is called: the row of the last one goes on, so that names on the plan can be told apart. */
export function nextRackName(names: readonly string[]): string {
  const taken = new Set(names);
  const [, row = 'A', digits = '00'] = names.at(-1)?.match(/^(.*?)(\d{1,6})$/) ?? [];
  let number = Number(digits);
  let name: string;
  do name = `${row}${String(++number).padStart(digits.length, '0')}`;
  while (taken.has(name));
  return name;
}
