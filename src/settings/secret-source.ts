import { resolve } from 'node:path';
import { readGivenFile } from '../adapters/outbound/files/read-small-file.ts';
import { ConfigurationException } from '../domain/exceptions/configuration-exception.ts';
import type { Origin } from './layer.ts';
import { environmentName } from './value-schemas.ts';

/** A larger file is no password, key or URL. */
const MAX_SECRET_BYTES = 64 * 1024;

/** An entry of a list of settings that may have secrets. */
interface SecretOwner {
  /** The setting: `notify` or `stores`. */
  readonly key: 'notify' | 'stores';
  /** In messages: `channel` or `store`. */
  readonly noun: 'channel' | 'store';
  readonly name: string;
  readonly entry: object;
  readonly origin: Origin;
  readonly env: NodeJS.ProcessEnv;
}

/** The secrets of an entry: each is in the entry, in a file that the entry names, or in the environment. */
export class SecretSource {
  readonly #owner: SecretOwner;

  constructor(owner: SecretOwner) {
    this.#owner = owner;
  }

  /**
   * The secret without white space around it; `undefined` where it is not given.
   * @throws ConfigurationException it is given twice, empty, or in an unreadable file
   */
  secret(field: string): string | undefined {
    const { entry, env } = this.#owner;
    const variable = this.variable(field);
    const fileVariable = `${variable}_FILE`;
    const { [field]: value, [`${field}_file`]: file } = entry as Partial<Record<string, string>>;
    const { [variable]: inEnvironment, [fileVariable]: fileInEnvironment } = env;
    const given = [
      ...(value === undefined ? [] : [{ where: `"${field}"`, read: () => value }]),
      ...(file === undefined ? [] : [{ where: `"${field}_file"`, read: () => this.#read(file) }]),
      ...(inEnvironment === undefined ? [] : [{ where: variable, read: () => inEnvironment }]),
      ...(fileInEnvironment === undefined
        ? []
        : [{ where: fileVariable, read: () => this.#read(fileInEnvironment) }]),
    ];
    const [first, second] = given;
    if (second !== undefined) {
      throw this.problem(`has its ${field} in two places, ${String(first?.where)} and ${second.where}`);
    }
    const text = first?.read().trim();
    if (text === '') throw this.problem(`has an empty ${field} in ${String(first?.where)}`);
    return text;
  }

  variable(field: string): string {
    const { key, name } = this.#owner;
    return `BACKUP_${key.toUpperCase()}_${environmentName(name)}_${field.toUpperCase()}`;
  }

  /** The absolute path of a file that the entry names. */
  path(file: string): string {
    return resolve(this.#owner.origin.baseDirectory, file);
  }

  problem(what: string, cause?: unknown): ConfigurationException {
    const { key, noun, name, origin } = this.#owner;
    const { source } = origin;
    return new ConfigurationException(`${key}: the ${noun} ${name} ${what} (${source})`, {
      hint: `Correct the entry of ${name} in ${key}. A secret is in the entry, in a file or in the environment.`,
      details: { key, [noun]: name, source },
      cause,
    });
  }

  #read(file: string): string {
    const path = this.path(file);
    try {
      return new TextDecoder().decode(readGivenFile(path, MAX_SECRET_BYTES));
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
      throw this.problem(`names a file that cannot be read: ${path}: ${code}`, error);
    }
  }
}
