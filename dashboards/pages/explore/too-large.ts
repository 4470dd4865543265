import { ApiError } from '../../api/call.ts';
import { errorText } from '../../words/error-text.ts';
import type { Formats } from '../../words/format.ts';
import type { Words } from '../../words/words.ts';

/** What went wrong with a question: how much too much it was, and what would narrow it. */
export function exploreError(words: Words, formats: Formats, error: unknown): string {
  const text = words.explore;
  if (!(error instanceof ApiError) || error.code !== 'explore_too_large') return errorText(words, error);
  const { what, found, allowed, narrow } = error.details as {
    what: 'series' | 'points';
    found: number;
    allowed: number;
    narrow: string[];
  };
  const how = narrow.map((each) => (text.narrowBy as Record<string, string>)[each] ?? each).join(text.or);
  const gap = words.language === 'zh-CN' ? '' : ' ';
  return text.tooLarge(formats.number(found), formats.number(allowed), what) + gap + text.narrowIt(how);
}
