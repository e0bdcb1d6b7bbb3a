import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { language } from '../../i18n/language.ts';
import { prefersDark } from '../../state/media.ts';
import { theme } from '../../state/theme.ts';
import { chartColors, chartOptions } from './chart-options.ts';
import type { ChartData } from './chart-series.ts';

export interface LineChartProps {
  readonly data: ChartData;
  readonly format: (value: number) => string;
  readonly onPoint: (index: number | undefined) => void;
}

const HEIGHT = 180;

export function LineChart({ data, format, onPoint }: LineChartProps) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const colors = chartColors(element);
    const size = { width: element.clientWidth, height: HEIGHT };
    const options = chartOptions({ data, colors, size, format, onPoint });
    const plot = new uPlot(options, plotData(data), element);
    const observer = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: HEIGHT }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.destroy();
    };
  }, [data, theme.value, prefersDark.value, language.value]);
  return <div ref={place} class="chart-canvas" aria-hidden="true" />;
}

function plotData({ times, lines }: ChartData): uPlot.AlignedData {
  return [[...times], ...lines.map(({ values }) => [...values])];
}
