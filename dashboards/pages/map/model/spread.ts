/**
 * Places as near as possible to those wanted (least squares), in their order and at least `gaps[i]` between the i-th and
 * the next: what would be too near is pushed apart around its common middle.
 */
export function spread(wanted: readonly number[], gaps: readonly number[]): number[] {
  const offsets: number[] = [0];
  for (let at = 1; at < wanted.length; at++) offsets.push((offsets[at - 1] as number) + (gaps[at - 1] ?? 0));
  const blocks: { sum: number; count: number }[] = [];
  for (const [at, place] of wanted.entries()) {
    let block = { sum: place - (offsets[at] as number), count: 1 };
    for (;;) {
      const before = blocks[blocks.length - 1];
      if (!before || before.sum / before.count <= block.sum / block.count) break;
      blocks.pop();
      block = { sum: before.sum + block.sum, count: before.count + block.count };
    }
    blocks.push(block);
  }
  return blocks
    .flatMap(({ sum, count }) => Array<number>(count).fill(sum / count))
    .map((place, at) => place + (offsets[at] as number));
}
