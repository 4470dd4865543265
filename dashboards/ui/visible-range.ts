/** Rows `[first, end)` of a long list that are worth drawing. */
export interface VisibleRange {
  first: number;
  end: number;
}

/** Which rows lie in the window, with some more on both sides; offsets in pixels from the list's own top. */
export function visibleRange(options: {
  count: number;
  rowHeight: number;
  /** How far the window's top lies below the list's; negative while the list begins further down. */
  scrolled: number;
  windowHeight: number;
  margin: number;
}): VisibleRange {
  const { count, rowHeight, scrolled, windowHeight, margin } = options;
  const first = Math.floor(scrolled / rowHeight) - margin;
  const end = Math.ceil((scrolled + windowHeight) / rowHeight) + margin;
  return {
    first: Math.max(0, Math.min(count, first)),
    end: Math.max(0, Math.min(count, end)),
  };
}
