import { loadSettings, type Settings } from './settings.ts';
import type { SettingKey } from './settings/settings-schema.ts';

/** The configuration of an embedding application: a file, the environment over it, its own values over both. */
export class BackupConfig {
  readonly settings: Settings;

  /**
   * @param path configuration file; left out it is `config/backup_config.json` if that is there
   * @param overrides values by the keys of the configuration file; relative paths among them are relative to the
   *   working directory
   * @throws ConfigurationException naming key, value and source of what is wrong
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
