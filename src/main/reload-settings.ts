import { join } from 'node:path';
import { loadSettings, type Settings, type SettingsInput } from '../settings/settings.ts';
import type { SettingOverride } from '../settings/overrides.ts';

/** Settings of the socket and the directories in use: they change only with a restart. */
const AT_START: Readonly<Record<string, (settings: Settings) => string | number | null>> = {
  api_host: ({ apiHost }) => apiHost,
  api_port: ({ apiPort }) => apiPort,
  backup_dir: ({ backupDir, hasLocalStore }) => (hasLocalStore ? backupDir : null),
  // The default follows backup_dir.
  state_dir: ({ backupDir, stateDir }) => (stateDir === join(backupDir, '.state') ? null : stateDir),
  log_file: ({ logFile }) => logFile ?? null,
};

export interface ReloadedSettings {
  readonly settings: Settings;
  /** Keys whose new values need a restart. The values of the start are used until then. */
  readonly awaitingRestart: readonly string[];
}

/**
 * The settings as they are configured now; those that need a restart keep the value of the start.
 * @throws ConfigurationException as `loadSettings`, also where new settings contradict the kept ones
 */
export function reloadSettings(input: SettingsInput, atStart: Settings): ReloadedSettings {
  const written = loadSettings(input);
  const kept = Object.entries(AT_START).filter(([, valueOf]) => valueOf(written) !== valueOf(atStart));
  if (kept.length === 0) return { settings: written, awaitingRestart: [] };
  const overrides = kept.map(([key, valueOf]): readonly [string, SettingOverride] => [
    key,
    { value: valueOf(atStart), source: `${sourceOf(key, atStart)} at the start` },
  ]);
  return {
    settings: loadSettings({ ...input, overrides: { ...input.overrides, ...Object.fromEntries(overrides) } }),
    awaitingRestart: kept.map(([key]) => key),
  };
}

export function changedKeys(before: Settings, after: Settings): readonly string[] {
  const known = new Map(before.provenance.map(({ key }) => [key, contentOf(key, before)]));
  return after.provenance.map(({ key }) => key).filter((key) => known.get(key) !== contentOf(key, after));
}

/** Secrets are masked in shown values, so a changed secret is found by its own content. */
function contentOf(key: string, settings: Settings): string {
  const shown = settings.provenance.find((setting) => setting.key === key)?.value;
  const hidden = { api_tokens: settings.apiTokens, notify: settings.notify };
  return JSON.stringify([shown, hidden[key as keyof typeof hidden]]);
}

function sourceOf(key: string, { provenance }: Settings): string {
  return provenance.find((setting) => setting.key === key)?.source ?? 'unknown';
}
