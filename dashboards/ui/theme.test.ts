import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('theme.css', import.meta.url), 'utf8');

/** Colours of a theme by name; the first block is the light one. */
function colorsOf(selector: string): Record<string, string> {
  const block = css.slice(css.indexOf(selector), css.indexOf('}', css.indexOf(selector)));
  return Object.fromEntries(
    [...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map(([, name, hex]) => [name, hex]),
  );
}

/** WCAG: 4.5 for text, 3 for signs and lines. */
function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

const SURFACES = ['surface-0', 'surface-1', 'surface-2'];
const TEXTS = ['text', 'text-2', 'text-3', 'accent', 'critical', 'warning', 'stale', 'ok'];

describe.each([
  ['light', ':root {'],
  ['dark', ':root[data-theme="dark"] {'],
])('the %s theme', (_name, selector) => {
  const colors = colorsOf(selector);

  it.each(TEXTS)('lets one read %s on every surface', (text) => {
    for (const surface of SURFACES) {
      expect([surface, contrast(colors[text], colors[surface]) >= 4.5]).toEqual([surface, true]);
    }
  });

  it('lets one read what stands on a colour', () => {
    expect(contrast(colors['on-accent'], colors.accent)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(colors.critical, colors['critical-soft'])).toBeGreaterThanOrEqual(4.5);
    expect(contrast(colors.accent, colors['accent-soft'])).toBeGreaterThanOrEqual(4.5);
    expect(contrast(colors.text, colors['warning-soft'])).toBeGreaterThanOrEqual(4.5);
    expect(contrast(colors.text, colors['stale-soft'])).toBeGreaterThanOrEqual(4.5);
  });

  it('lets one see the lines of charts', () => {
    for (let line = 1; line <= 8; line++) {
      expect([line, contrast(colors[`chart-${line}`], colors['surface-1']) >= 3]).toEqual([line, true]);
    }
  });

  it('lets one see from which source a line of power comes', () => {
    for (const feed of ['feed-a', 'feed-b', 'feed-c']) {
      expect([feed, contrast(colors[feed], colors['surface-1']) >= 4.5]).toEqual([feed, true]);
    }
  });

  it.each(['map-wire', 'map-wire-low'])('lets one see cables: %s', (wire) => {
    expect(contrast(colors[wire], colors['surface-1'])).toBeGreaterThanOrEqual(3);
  });

  it('has every colour of the other theme', () => {
    expect(Object.keys(colors).sort()).toEqual(Object.keys(colorsOf(':root {')).sort());
  });
});
