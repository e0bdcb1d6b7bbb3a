import { round, svgImage, svgLine, svgText } from './svg.ts';

export interface ChartBar {
  readonly label: string;
  readonly isHighlighted: boolean;
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

interface BarChart {
  readonly title: string;
  readonly bars: readonly ChartBar[];
  readonly format: (value: number) => string;
}

const WIDTH = 900;
const LABEL_WIDTH = 440;
const VALUE_WIDTH = 70;
const TOP = 40;
const ROW = 26;
const BAR = 16;

/** Horizontal bars with a whisker from minimum to maximum. */
export function barChart({ title, bars, format }: BarChart): string {
  const longest = Math.max(...bars.map(({ max }) => max));
  const scale = (value: number) => (value / longest) * (WIDTH - LABEL_WIDTH - VALUE_WIDTH);
  const rows = bars.map((bar, row) => drawBar(bar, TOP + row * ROW, scale, format));
  return svgImage(WIDTH, TOP + bars.length * ROW + 14, [
    svgText(16, 24, title, 'class="title"'),
    svgLine(LABEL_WIDTH, TOP, LABEL_WIDTH, TOP + bars.length * ROW, 'rule'),
    ...rows,
  ]);
}

function drawBar(
  { label, isHighlighted, median, min, max }: ChartBar,
  top: number,
  scale: (value: number) => number,
  format: (value: number) => string,
): string {
  const middle = top + ROW / 2;
  const className = isHighlighted ? 'first' : 'second';
  return [
    svgText(LABEL_WIDTH - 8, middle + 4, label, 'text-anchor="end"'),
    `<rect x="${LABEL_WIDTH}" y="${round(middle - BAR / 2)}" width="${round(scale(median))}" height="${BAR}" class="${className}"/>`,
    svgLine(LABEL_WIDTH + scale(min), middle, LABEL_WIDTH + scale(max), middle, 'spread'),
    svgText(LABEL_WIDTH + scale(max) + 6, middle + 4, format(median), 'class="faint"'),
  ].join('\n');
}
