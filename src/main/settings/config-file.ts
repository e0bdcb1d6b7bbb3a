import { basename, dirname, join, resolve } from 'node:path';
import { readGivenFile } from '../../adapters/outbound/files/read-small-file.ts';
import { ConfigurationException } from '../../domain/exceptions/configuration-exception.ts';
import { checkValue } from './check-value.ts';
import { jsonErrorPosition } from './json-error-position.ts';
import type { GivenValue, Layer, Origin } from './layer.ts';
import { unknownKey } from './setting-problem.ts';
import { isSettingKey, type SettingKey } from './settings-schema.ts';

/** Read when no file is named and this one is there, under the working directory. */
export const DEFAULT_CONFIG_FILE = join('config', 'backup_config.json');

/** A file in a folder of this name speaks for the project around it, where backup/ and logs/ stand beside config/. */
const CONFIG_FOLDER = 'config';

/** More is no configuration: the wrong file was named, or a device that never ends. */
const MAX_BYTES = 1024 ** 2;

export interface ConfigFile {
  readonly layer: Layer;
  /** Absolute directory that relative paths of the file, and of the defaults, are relative to. */
  readonly baseDirectory: string;
}

/**
 * The configuration file's settings, or `undefined` when none was named and the default one is not there.
 *
 * @throws ConfigurationException when it cannot be read, is not a JSON object, or a setting in it is wrong
 */
export function readConfigFile(named: string | undefined, cwd: string): ConfigFile | undefined {
  const source = named ?? DEFAULT_CONFIG_FILE;
  const path = resolve(cwd, source);
  const text = readText(path, source, named !== undefined);
  if (text === undefined) return undefined;
  const baseDirectory = baseDirectoryOf(path);
  return { layer: toLayer(parse(text, source), { source, baseDirectory }), baseDirectory };
}

function baseDirectoryOf(path: string): string {
  const folder = dirname(path);
  return basename(folder) === CONFIG_FOLDER ? dirname(folder) : folder;
}

function readText(path: string, source: string, required: boolean): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readGivenFile(path, MAX_BYTES));
  } catch (error) {
    const code = reasonOf(error);
    const missing = code === 'ENOENT' || code === 'ENOTDIR';
    if (missing && !required) return undefined;
    throw new ConfigurationException(
      missing
        ? `the configuration file ${source} does not exist`
        : `the configuration file ${source} cannot be read (${code})`,
      {
        hint: missing
          ? 'Correct the path, or leave it out to use config/backup_config.json or the defaults.'
          : 'Make it a JSON file in UTF-8 that this user may read, of 1 MiB at most.',
        details: { source, path, reason: code },
        cause: error,
      },
    );
  }
}

function reasonOf(error: unknown): string {
  const { code = 'unknown error' } = error as NodeJS.ErrnoException;
  return code === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? 'not UTF-8' : code;
}

function parse(text: string, source: string): object {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    // The parser's own message quotes the file, which may hold secrets: neither repeated nor kept as cause.
    const { line, column } = jsonErrorPosition(text, error);
    throw new ConfigurationException(
      `the configuration file ${source} is not valid JSON: line ${String(line)}, column ${String(column)}`,
      {
        hint: 'Look there for a missing or trailing comma, a missing quote, or a comment: JSON has none.',
        details: { source, line, column },
      },
    );
  }
  if (typeof document === 'object' && document !== null && !Array.isArray(document)) return document;
  throw new ConfigurationException(`the configuration file ${source} does not hold a JSON object`, {
    hint: 'Write the settings as {"keep_days": 7, …}.',
    details: { source },
  });
}

function toLayer(document: object, origin: Origin): Layer {
  const layer = new Map<SettingKey, GivenValue>();
  for (const [key, value] of Object.entries(document)) {
    if (!isSettingKey(key)) throw unknownKey(key, origin.source);
    layer.set(key, checkValue(key, value, origin));
  }
  return layer;
}
