import type { Disk } from '../../api/types.ts';

export type DiskOutlook =
  { readonly kind: 'days'; readonly days: number } | { readonly kind: 'far' | 'never' | 'unknown' };

const YEAR_DAYS = 365;
/** As in the health check. */
const SOON_DAYS = 14;

export function diskOutlook({
  growth_bytes_per_day: growth,
  full_in_days: days,
}: Pick<Disk, 'growth_bytes_per_day' | 'full_in_days'>): DiskOutlook {
  if (days !== null) {
    return days > YEAR_DAYS ? { kind: 'far' } : { kind: 'days', days: Math.max(1, Math.floor(days)) };
  }
  if (growth === null) return { kind: 'unknown' };
  return { kind: growth > 0 ? 'far' : 'never' };
}

export function diskTone(disk: Disk): 'safe' | 'attention' | 'critical' | 'unknown' {
  const { used_percent: used, warning_percent, critical_percent, full_in_days: days } = disk;
  if (used === null) return 'unknown';
  if (used >= critical_percent) return 'critical';
  return used >= warning_percent || (days !== null && days < SOON_DAYS) ? 'attention' : 'safe';
}
