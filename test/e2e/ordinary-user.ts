import { chownSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PRODUCT, type CliSurroundings } from '../support/cli-process.ts';
import { isRoot } from './requirement.ts';

const NOBODY = 65534;
const AS_NOBODY = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'] as const;

/** Somebody whom permissions bind: nobody where the tests run as root, else whoever runs them. */
export class OrdinaryUser {
  readonly surroundings: Omit<CliSurroundings, 'cwd'>;
  readonly #copy: string | undefined;

  private constructor(surroundings: Omit<CliSurroundings, 'cwd'>, copy: string | undefined) {
    this.surroundings = surroundings;
    this.#copy = copy;
  }

  static find(): OrdinaryUser {
    if (!isRoot()) return new OrdinaryUser({}, undefined);
    if (mayRun(process.execPath, PRODUCT)) return new OrdinaryUser({ runAs: AS_NOBODY }, undefined);
    const copy = copyProduct();
    const node = join(copy, 'node');
    return new OrdinaryUser({ runAs: AS_NOBODY, product: copy, node }, copy);
  }

  /** Gives a file or folder to this user. */
  own(path: string): void {
    if (isRoot()) chownSync(path, NOBODY, NOBODY);
  }

  forget(): void {
    if (this.#copy !== undefined) rmSync(this.#copy, { recursive: true, force: true });
  }
}

function mayRun(node: string, product: string): boolean {
  const [program, ...rest] = [...AS_NOBODY, node, join(product, 'dist/main/cli.js'), '--version'];
  return spawnSync(program, rest, { cwd: '/', stdio: 'ignore' }).status === 0;
}

/** A checkout in somebody's home is nobody's to read. */
function copyProduct(): string {
  const copy = mkdtempSync(join(tmpdir(), 'backup-manager-product-'));
  cpSync(process.execPath, join(copy, 'node'));
  for (const part of ['dist', 'package.json', 'node_modules']) {
    cpSync(join(PRODUCT, part), join(copy, part), { recursive: true, dereference: true });
  }
  chownSync(copy, NOBODY, NOBODY);
  return copy;
}
