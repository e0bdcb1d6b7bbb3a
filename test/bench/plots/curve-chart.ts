import { round, svgImage, svgLine, svgText } from './svg.ts';

interface CurvePoint {
  readonly label: string;
  readonly x: number;
  readonly y: number;
}

export interface Curve {
  readonly name: string;
  readonly points: readonly CurvePoint[];
}

interface CurveChart {
  readonly title: string;
  readonly xTitle: string;
  readonly yTitle: string;
  readonly curves: readonly Curve[];
}

type Scale = (value: number) => number;

const WIDTH = 860;
const HEIGHT = 420;
const LEFT = 70;
const RIGHT = 40;
const TOP = 50;
const BOTTOM = 50;
const FEWEST_TICKS = 4;
const CLASS_NAMES = ['first', 'second'];

/** Points joined by lines; the horizontal axis starts at 0, the vertical one near the minimum. */
export function curveChart({ title, xTitle, yTitle, curves }: CurveChart): string {
  const points = curves.flatMap((curve) => curve.points);
  const xMost = Math.max(...points.map(({ x }) => x)) * 1.05;
  const ys = points.map(({ y }) => y);
  const [yLeast, yMost] = [Math.min(...ys) * 0.97, Math.max(...ys) * 1.03];
  const x: Scale = (value) => LEFT + (value / xMost) * (WIDTH - LEFT - RIGHT);
  const y: Scale = (value) =>
    HEIGHT - BOTTOM - ((value - yLeast) / (yMost - yLeast)) * (HEIGHT - TOP - BOTTOM);
  return svgImage(WIDTH, HEIGHT, [
    svgText(16, 24, title, 'class="title"'),
    svgText(WIDTH - RIGHT, HEIGHT - 12, xTitle, 'class="faint" text-anchor="end"'),
    svgText(16, TOP - 8, yTitle, 'class="faint"'),
    ...ticksBetween(yLeast, yMost).map((value) => horizontalRule(value, y)),
    ...ticksBetween(0, xMost).map((value) =>
      svgText(x(value), HEIGHT - BOTTOM + 18, round(value), 'class="faint" text-anchor="middle"'),
    ),
    ...curves.map((curve, index) => drawCurve(curve, CLASS_NAMES[index % CLASS_NAMES.length] ?? '', x, y)),
  ]);
}

/** Round numbers: multiples of 1, 2 or 5 times a power of ten. */
function ticksBetween(least: number, most: number): readonly number[] {
  const coarsest = (most - least) / FEWEST_TICKS;
  const power = 10 ** Math.floor(Math.log10(coarsest));
  const step = power * ([5, 2].find((factor) => factor * power <= coarsest) ?? 1);
  const first = Math.ceil(least / step);
  return Array.from({ length: Math.floor(most / step) - first + 1 }, (_, index) => (first + index) * step);
}

function horizontalRule(value: number, y: Scale): string {
  return [
    svgLine(LEFT, y(value), WIDTH - RIGHT, y(value), 'rule'),
    svgText(LEFT - 8, y(value) + 4, round(value), 'class="faint" text-anchor="end"'),
  ].join('\n');
}

function drawCurve({ name, points }: Curve, className: string, x: Scale, y: Scale): string {
  const path = points.map((point) => `${round(x(point.x))},${round(y(point.y))}`).join(' ');
  const dots = points.map(
    (point, index) =>
      `<circle cx="${round(x(point.x))}" cy="${round(y(point.y))}" r="4" class="${className}"/>\n` +
      svgText(x(point.x) + 7, y(point.y) - 6, index === 0 ? `${name} ${point.label}` : point.label),
  );
  return [`<polyline points="${path}" class="${className} curve"/>`, ...dots].join('\n');
}
