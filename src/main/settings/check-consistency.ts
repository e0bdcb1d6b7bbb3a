import { checkDiscovery } from './check-discovery.ts';
import { contradiction } from './setting-problem.ts';
import type { GivenValue } from './layer.ts';
import type { MergedSettings } from './merged-settings.ts';
import type { SettingKey } from './settings-schema.ts';

/** @throws ConfigurationException naming both settings, when two that are each fine cannot be in force together */
export function checkConsistency(settings: MergedSettings): void {
  const { values } = settings;
  const given = (key: SettingKey): readonly [SettingKey, GivenValue] => [
    key,
    { value: values[key], origin: settings.originOf[key] },
  ];
  if (!values.compress_backups && values.compression !== null && values.compression !== 'none') {
    throw contradiction(
      given('compress_backups'),
      given('compression'),
      'one says no compression, the other says which',
      'Leave one of the two out; compression alone is enough.',
    );
  }
  checkDiscovery(settings);
  if (values.disk_warning_percent >= values.disk_critical_percent) {
    throw contradiction(
      given('disk_warning_percent'),
      given('disk_critical_percent'),
      'the warning must come before it is critical',
      'Make disk_warning_percent the smaller of the two.',
    );
  }
}
