import type { Spread } from '../statistics.ts';

/** Of 10⁶ bytes, as the sizes of the databases. */
export function megabytes(bytes: number): string {
  const figures = bytes < 1000e6 ? 1 : 0;
  return `${(bytes / 1e6).toFixed(figures)} MB`;
}

export function ratioText({ median, min, max }: Spread): string {
  return `${median.toFixed(2)} (${min.toFixed(2)} – ${max.toFixed(2)})`;
}

export function secondsText(seconds: number): string {
  return seconds.toFixed(2);
}

export function sizeText(sizeMb: number): string {
  return sizeMb >= 1000 ? `${sizeMb / 1000} GB` : `${sizeMb} MB`;
}
