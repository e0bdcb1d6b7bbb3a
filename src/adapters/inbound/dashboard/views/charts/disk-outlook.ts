import type { Disk } from '../../api/types.ts';

/** When the disk will be full, as far as anybody can say. */
export type DiskOutlook =
  { readonly kind: 'days'; readonly days: number } | { readonly kind: 'far' | 'never' | 'unknown' };

const YEAR_DAYS = 365;
/** As the health check has it: less than that asks for somebody. */
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
