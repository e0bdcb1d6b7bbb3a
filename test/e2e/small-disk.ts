import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const BALLAST = 'ballast';

/** A file system in memory with little room; only root can mount one. */
export class SmallDisk {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** `undefined` where mounting is not allowed. */
  static mount(folder: string, megabytes: number): SmallDisk | undefined {
    mkdirSync(folder);
    const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder]);
    return status === 0 ? new SmallDisk(folder) : undefined;
  }

  /** Takes all the room that is left, also while somebody else is taking some. */
  fill(): void {
    const { blocks, bsize } = statfsSync(this.folder);
    try {
      writeFileSync(join(this.folder, BALLAST), Buffer.alloc(blocks * bsize));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
  }

  freeSpaceFor(): void {
    rmSync(join(this.folder, BALLAST));
  }

  /** Lazily: whoever a failed test left there is no reason to leave the mount, too. */
  unmount(): void {
    execFileSync('umount', ['--lazy', this.folder]);
  }
}
