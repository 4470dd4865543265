/** How many tiles of at least `tilePx` fit side by side, with gaps between; at least one. */
export function columnsIn(widthPx: number, tilePx: number, gapPx: number): number {
  return Math.max(1, Math.floor((widthPx + gapPx) / (tilePx + gapPx)));
}
