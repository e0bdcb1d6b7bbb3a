import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, globSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { commandOf, variablesOf, type Instruction, type Stage } from './dockerfile.ts';

/** A step that takes longer hangs. */
const HANGS_AFTER_MS = 240_000;

/** Whose files an ordinary user's are: where the tests run as root, nobody's. */
export interface OrdinaryIds {
  readonly uid: number;
  readonly gid: number;
}

/** What an image would say of its containers. */
export interface ContainerSettings {
  readonly command: readonly string[];
  readonly healthCheck: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly user: string;
  readonly cwd: string;
  readonly stopSignal: string;
}

/**
 * Does what a Dockerfile's stage says below a folder instead of `/`: absolute paths lie there, and the shell and npm
 * are the machine's. It knows the instructions that ours has; any other is an error, so that none is left out unseen.
 */
export class PretendedImage {
  readonly root: string;
  readonly #ids: OrdinaryIds;
  readonly #env: Record<string, string> = {};
  #workingDirectory = '/';
  #user = 'root';
  #stopSignal = 'SIGTERM';
  #entrypoint: readonly string[] = [];
  #arguments: readonly string[] = [];
  #healthCheck: readonly string[] = [];

  /** @param root an empty folder that the ordinary user may enter */
  constructor(root: string, ids: OrdinaryIds) {
    this.root = root;
    this.#ids = ids;
    mkdirSync(join(root, 'usr/local/bin'), { recursive: true });
    mkdirSync(join(root, 'tmp'), { recursive: true });
    // The base image brings Node.
    copyFileSync(process.execPath, join(root, 'usr/local/bin/node'));
  }

  /** @param others the stages before, by name */
  build({ instructions }: Stage, others: ReadonlyMap<string, PretendedImage>): void {
    for (const instruction of instructions) this.#follow(instruction, others);
  }

  settings(): ContainerSettings {
    return {
      command: [...this.#entrypoint, ...this.#arguments],
      healthCheck: this.#healthCheck,
      env: this.#environment(),
      user: this.#user,
      cwd: this.path(this.#workingDirectory),
      stopSignal: this.#stopSignal,
    };
  }

  /** Where a path of the image lies. */
  path(path: string): string {
    return join(this.root, path.startsWith('/') ? path : join(this.#workingDirectory, path));
  }

  #follow({ keyword, flags, text }: Instruction, others: ReadonlyMap<string, PretendedImage>): void {
    switch (keyword) {
      case 'WORKDIR':
        this.#workingDirectory = text;
        mkdirSync(this.path(text), { recursive: true });
        return;
      case 'ENV':
        Object.assign(this.#env, Object.fromEntries(variablesOf(text)));
        return;
      case 'COPY':
        this.#copy(text, others.get(flags.get('from') ?? ''));
        return;
      case 'RUN':
        this.#run(text);
        return;
      case 'USER':
        this.#user = text;
        return;
      case 'STOPSIGNAL':
        this.#stopSignal = text;
        return;
      case 'ENTRYPOINT':
        this.#entrypoint = commandOf(text);
        return;
      case 'CMD':
        this.#arguments = commandOf(text);
        return;
      case 'HEALTHCHECK':
        this.#healthCheck = commandOf(text);
        return;
      case 'VOLUME':
        // A volume takes what the image has there.
        statSync(this.path(text));
        return;
      case 'EXPOSE':
        return;
      default:
        throw new Error(`nobody knows how to pretend ${keyword} ${text}`);
    }
  }

  #copy(text: string, from: PretendedImage | undefined): void {
    const [source = '', destination = '', ...more] = text.split(/\s+/);
    if (from === undefined || more.length > 0) throw new Error(`COPY ${text}: only from a stage before`);
    const sources = globSync(from.path(source));
    if (sources.length !== 1) throw new Error(`COPY ${text}: ${String(sources.length)} such files`);
    for (const path of sources) {
      cpSync(path, this.path(destination), { recursive: true, verbatimSymlinks: true });
    }
  }

  #run(text: string): void {
    const { uid, gid } = this.#ids;
    const command = text
      .replaceAll('node:node', `${String(uid)}:${String(gid)}`)
      .replace(/(?<=^|\s)\/(?=\w)/g, `${this.root}/`);
    const { status, stderr, stdout } = spawnSync('sh', ['-e', '-c', command], {
      cwd: this.path('.'),
      // npm's registry, its cache, certificates and proxies are the machine's.
      env: { ...process.env, npm_config_prefer_offline: 'true', ...this.#environment() },
      encoding: 'utf8',
      timeout: HANGS_AFTER_MS,
    });
    if (status !== 0) throw new Error(`RUN ${text} ended with ${String(status)}: ${stdout}${stderr}`);
  }

  /** The machine's own settings stay outside; paths lie below the folder. */
  #environment(): Record<string, string> {
    const below = Object.entries(this.#env).map(([name, value]) => [
      name,
      value.startsWith('/') ? this.path(value) : value,
    ]);
    const path = `${join(this.root, 'usr/local/bin')}:/usr/local/bin:/usr/bin:/bin`;
    return { PATH: path, ...(Object.fromEntries(below) as Record<string, string>) };
  }
}
