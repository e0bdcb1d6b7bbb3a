import type { Disk } from '../../api/types.ts';
import { Icon } from '../../components/icon.tsx';
import { formatBytes, formatPercent } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { diskOutlook, diskTone } from './chart-series.ts';

export function DiskGauge({ disk }: { readonly disk: Disk }) {
  const { free_bytes, total_bytes, used_percent, warning_percent, critical_percent } = disk;
  const tone = diskTone(disk);
  return (
    <div class={`chart disk tone-${tone}`}>
      <h3>{t('charts.disk')}</h3>
      {used_percent === null || free_bytes === null || total_bytes === null ? (
        <p class="quiet">{t('findings.disk_unknown')}</p>
      ) : (
        <>
          <p class="disk-used">
            {t('charts.diskUsed', {
              used: formatPercent(used_percent / 100),
              free: formatBytes(free_bytes),
              total: formatBytes(total_bytes),
            })}
          </p>
          <Bar used={used_percent} marks={[warning_percent, critical_percent]} />
          <p class="quiet small">
            {t('charts.limits', {
              warning: formatPercent(warning_percent / 100),
              critical: formatPercent(critical_percent / 100),
            })}
          </p>
        </>
      )}
      <p class="disk-outlook line">
        <Icon name={tone} />
        {outlookText(disk)}
      </p>
    </div>
  );
}

function Bar({ used, marks }: { readonly used: number; readonly marks: readonly number[] }) {
  return (
    <div
      class="disk-bar"
      role="meter"
      aria-label={t('charts.diskLabel', { used: formatPercent(used / 100) })}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(used)}
    >
      <div class="disk-fill" style={{ width: `${String(Math.min(100, used))}%` }} />
      {marks.map((mark) => (
        <span key={mark} class="disk-mark" style={{ left: `${String(Math.min(100, mark))}%` }} />
      ))}
    </div>
  );
}

function outlookText(disk: Disk): string {
  const outlook = diskOutlook(disk);
  return outlook.kind === 'days'
    ? t('charts.fullIn', { count: outlook.days })
    : t(`charts.full_${outlook.kind}`);
}
