import { loadSettings, type Settings } from '../settings/settings.ts';
import type { SettingKey } from '../settings/setting-definitions.ts';

/** The configuration of an embedding application: a file, overridden by the environment, then by its own values. */
export class BackupConfig {
  readonly settings: Settings;

  /**
   * @param path configuration file; default `config/backup_config.json` if it exists
   * @param overrides values by the keys of the configuration file; their relative paths start at the working directory
   * @throws ConfigurationException with key, value and source of the wrong setting
   */
  constructor(path?: string, overrides: Readonly<Partial<Record<SettingKey, unknown>>> = {}) {
    const entries = Object.entries(overrides).map(([key, value]) => [
      key,
      { value, source: `option ${key} of BackupConfig` },
    ]);
    this.settings = loadSettings({
      configFile: path,
      env: process.env,
      cwd: process.cwd(),
      overrides: Object.fromEntries(entries) as Record<string, { value: unknown; source: string }>,
    });
  }
}
