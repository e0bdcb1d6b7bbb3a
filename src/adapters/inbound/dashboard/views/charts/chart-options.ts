import type uPlot from 'uplot';
import { dateFormat } from '../../i18n/format.ts';
import { LINE_STYLES, type ChartData } from './chart-series.ts';

interface ChartOptionsInput {
  readonly data: ChartData;
  readonly colors: ChartColors;
  readonly size: { readonly width: number; readonly height: number };
  readonly format: (value: number) => string;
  readonly onPoint: (index: number | undefined) => void;
}

const FEW_MINUTES_S = 5 * 60;
const TWO_DAYS_S = 2 * 86_400;
const ROOM_ABOVE = 1.08;
const FILL_OPACITY = 0.12;
const FEW_POINTS = 40;

export function chartOptions(input: ChartOptionsInput): uPlot.Options {
  const { data, size, onPoint } = input;
  return {
    ...size,
    legend: { show: false },
    padding: [8, 16, 0, 0],
    cursor: { drag: { x: false, y: false }, y: false, points: { size: 7 } },
    scales: {
      x: { time: true },
      // The axis starts at zero, so that a small change looks small.
      y: { range: (_plot, _least, most) => [0, most > 0 ? most * ROOM_ABOVE : 1] },
    },
    axes: [timeAxis(input), valueAxis(input)],
    series: [{}, ...data.lines.map(({ role }) => lineOf(role, input))],
    hooks: {
      setCursor: [({ cursor }) => onPoint(cursor.idx ?? undefined)],
    },
  };
}

function lineOf(role: keyof typeof LINE_STYLES, { colors, data }: ChartOptionsInput): uPlot.Series {
  const style: { color: string; dash?: readonly [number, number]; isFilled?: boolean } = LINE_STYLES[role];
  const stroke = colors.of(style.color);
  const isDotted = (role === 'database' || role === 'duration') && data.times.length <= FEW_POINTS;
  return {
    stroke,
    width: 1.75,
    points: { show: isDotted, size: 5, fill: stroke },
    ...(style.dash !== undefined && { dash: [...style.dash] }),
    ...(style.isFilled === true && { fill: translucent(stroke) }),
  };
}

function timeAxis({ colors }: ChartOptionsInput): uPlot.Axis {
  const day = dateFormat({ month: 'short', day: 'numeric' });
  const time = dateFormat({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const second = dateFormat({ timeStyle: 'medium', hourCycle: 'h23' });
  return {
    ...axisStyle(colors),
    grid: { show: false },
    size: 26,
    space: 64,
    values: (_plot, times) => {
      const span = (times.at(-1) ?? 0) - (times[0] ?? 0);
      // The first backups may be seconds apart: their labels must differ.
      const format = span < FEW_MINUTES_S ? second : span < TWO_DAYS_S ? time : day;
      return times.map((time) => format.format(new Date(time * 1000)));
    },
  };
}

function valueAxis({ colors, format }: ChartOptionsInput): uPlot.Axis {
  return {
    ...axisStyle(colors),
    grid: { stroke: colors.of('--line'), width: 1 },
    size: 64,
    space: 36,
    values: (_plot, values) => values.map((value) => format(value)),
  };
}

function axisStyle(colors: ChartColors): uPlot.Axis {
  return { stroke: colors.of('--text-quiet'), font: colors.font, ticks: { show: false } };
}

/** @param color a computed `rgb(…)` */
function translucent(color: string): string {
  return color.replace(/^rgb\((.*)\)$/, `rgba($1, ${String(FILL_OPACITY)})`);
}

interface ChartColors {
  readonly of: (property: string) => string;
  readonly font: string;
}

/** A canvas cannot use CSS custom properties. */
export function chartColors(element: HTMLElement): ChartColors {
  const known = new Map<string, string>();
  return {
    of: (property) => {
      const color = known.get(property) ?? resolve(element, property);
      known.set(property, color);
      return color;
    },
    font: `12px ${getComputedStyle(element).fontFamily}`,
  };
}

/** The browser resolves `light-dark()` only where the property is used. */
function resolve(element: HTMLElement, property: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${property})`;
  element.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
