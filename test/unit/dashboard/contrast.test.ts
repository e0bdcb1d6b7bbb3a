import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { describe, it } from 'mocha';

const TOKENS = readFileSync(
  new URL('../../../src/adapters/inbound/dashboard/styles/tokens.css', import.meta.url),
  'utf8',
);

const BACKGROUNDS = ['canvas', 'surface', 'surface-raised', 'surface-sunken'];
const TONES = ['safe', 'attention', 'critical', 'running', 'unknown'];

/** Foregrounds and backgrounds with their required contrast: WCAG 2.2, or stricter. */
const PAIRS: readonly (readonly [foreground: string, background: string, ratio: number])[] = [
  ...BACKGROUNDS.flatMap((background) => [
    ['text', background, 7] as const,
    ['text-quiet', background, 4.5] as const,
    ['accent', background, 4.5] as const,
    ['line-strong', background, 3] as const,
    ['focus', background, 3] as const,
  ]),
  ['on-accent', 'accent', 4.5],
  ['on-accent', 'accent-strong', 4.5],
  ...TONES.flatMap((tone) => [
    [tone, 'surface', 7] as const,
    [tone, 'canvas', 7] as const,
    [tone, `${tone}-surface`, 7] as const,
    ['text-quiet', `${tone}-surface`, 4.5] as const,
    [`${tone}-fill`, 'surface', 3] as const,
    [`${tone}-fill`, 'canvas', 3] as const,
    [`${tone}-fill`, `${tone}-surface`, 3] as const,
  ]),
];

describe('the colours of the page', () => {
  for (const theme of ['light', 'dark'] as const) {
    for (const [foreground, background, least] of PAIRS) {
      it(`${theme}: ${foreground} on ${background} has a contrast of ${String(least)}:1`, () => {
        expect(contrast(colourOf(foreground, theme), colourOf(background, theme))).to.be.at.least(least);
      });
    }
  }
});

function colourOf(name: string, theme: 'light' | 'dark'): string {
  const found = new RegExp(`--${name}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\);`).exec(TOKENS);
  const colour = theme === 'light' ? found?.[1] : found?.[2];
  if (colour === undefined) throw new Error(`tokens.css has no --${name}`);
  return colour;
}

/** The contrast ratio of WCAG 2.2. */
function contrast(one: string, other: string): number {
  const [lighter = 0, darker = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
