import type { Key } from '../../i18n/t.ts';
import type { LineRole } from './chart-series.ts';

interface LineStyle {
  /** A custom property of styles/tokens.css. */
  readonly color: string;
  /** Lengths of line and gap, for users without colour vision. */
  readonly dash?: readonly [number, number];
  readonly isFilled?: boolean;
  readonly word: Key;
}

export const LINE_STYLES = {
  database: { color: '--accent', isFilled: true, word: 'charts.seriesDatabase' },
  stored: { color: '--safe-fill', dash: [6, 3], word: 'charts.seriesStored' },
  duration: { color: '--accent', isFilled: true, word: 'charts.seriesDuration' },
  total: { color: '--accent', isFilled: true, word: 'charts.seriesTotal' },
  trend: { color: '--accent', dash: [4, 4], word: 'charts.seriesTrend' },
  capacity: { color: '--critical-fill', dash: [10, 4], word: 'charts.seriesCapacity' },
} as const satisfies Record<LineRole, LineStyle>;
