import { basename, dirname, join, resolve } from 'node:path';
import { readGivenFile } from '../adapters/outbound/files/read-small-file.ts';
import { ConfigurationException } from '../domain/exceptions/configuration-exception.ts';
import type { GivenValue, Layer, Origin } from './layer.ts';
import { checkValue } from './merge-settings.ts';
import { isSettingKey, type SettingKey } from './setting-definitions.ts';
import { unknownKey } from './setting-problem.ts';
import { MIB } from '../domain/units.ts';

/** Relative to the working directory. */
const DEFAULT_CONFIG_FILE = join('config', 'backup_config.json');

/** Paths in a file in a folder of this name are relative to the folder above, which also has backup/ and logs/. */
const CONFIG_FOLDER = 'config';

/** A larger file is a wrong one, or an endless device. */
const MAX_BYTES = MIB;

export interface ConfigFile {
  readonly layer: Layer;
  /** Absolute base of relative paths in the file and in the defaults. */
  readonly baseDirectory: string;
}

/**
 * `undefined` if no file is named and the default one does not exist.
 * @throws ConfigurationException it cannot be read, is no JSON object, or a setting is wrong
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
          ? 'Correct the path, or remove it to use config/backup_config.json or the defaults.'
          : 'Use a JSON file in UTF-8 of at most 1 MiB that this user may read.',
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
    // The parser's message quotes the file, which may contain secrets: it is neither shown nor kept as cause.
    const before = text.slice(0, jsonErrorOffset(text, error)).split('\n');
    const line = before.length;
    const column = (before.at(-1)?.length ?? 0) + 1;
    throw new ConfigurationException(
      `the configuration file ${source} is not valid JSON: line ${String(line)}, column ${String(column)}`,
      {
        hint: 'Check there for a missing or trailing comma, a missing quote, or a comment: JSON has none.',
        details: { source, line, column },
      },
    );
  }
  if (typeof document === 'object' && document !== null && !Array.isArray(document)) return document;
  throw new ConfigurationException(`the configuration file ${source} is not a JSON object`, {
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

function jsonErrorOffset(text: string, error: unknown): number {
  const message = messageOf(error);
  const position = /at position (\d+)/.exec(message)?.[1];
  if (position !== undefined) return Number(position);
  return message.startsWith('Unexpected token') ? unexpectedTokenOffset(text) : text.length;
}

/** V8 does not report it. A prefix with the token fails because of it, a shorter one does not: search by halving. */
function unexpectedTokenOffset(text: string): number {
  let withoutToken = 0;
  let withToken = text.length;
  while (withToken - withoutToken > 1) {
    const middle = Math.floor((withoutToken + withToken) / 2);
    if (hasUnexpectedToken(text.slice(0, middle))) withToken = middle;
    else withoutToken = middle;
  }
  return withToken - 1;
}

function hasUnexpectedToken(text: string): boolean {
  try {
    JSON.parse(text);
    return false;
  } catch (error) {
    return messageOf(error).startsWith('Unexpected token');
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
