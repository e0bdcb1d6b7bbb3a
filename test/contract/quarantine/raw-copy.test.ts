import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { TaskProcess } from '../../../src/adapters/outbound/task-worker/task-process.ts';
import { FilesystemQuarantine } from '../../../src/adapters/outbound/quarantine/filesystem-quarantine.ts';
import { DatabaseAccessException } from '../../../src/domain/exceptions/database-access-exception.ts';
import { taskWorkerPath } from '../../../src/main/runtime.ts';
import { rejectionOf } from '../../support/rejection-of.ts';
import { describeRawCopies } from './raw-copy.contract.ts';
import { stateDirectoryOf } from '../../../src/adapters/outbound/files/state-layout.ts';

function quarantineOf(folder: string): string {
  return join(folder, 'backup', '.state', 'quarantine');
}

function copierIn(folder: string): FilesystemQuarantine {
  return new FilesystemQuarantine(
    stateDirectoryOf(join(folder, 'backup')),
    new TaskProcess(taskWorkerPath()),
  );
}

describeRawCopies('FilesystemQuarantine', () => {
  const folder = mkdtempSync(join(tmpdir(), 'raw-copy-'));
  return {
    copier: copierIn(folder),
    databasePath: join(folder, 'app.db'),
    write: (path, content) => {
      writeFileSync(path, content);
    },
    read: (path) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined),
    quarantined: () => {
      const quarantine = quarantineOf(folder);
      if (!existsSync(quarantine) || !statSync(quarantine).isDirectory()) return [];
      return readdirSync(quarantine).map((name) => join(quarantine, name));
    },
    refuseWrites: () => {
      mkdirSync(join(folder, 'backup', '.state'), { recursive: true });
      writeFileSync(quarantineOf(folder), 'in the way');
    },
    remove: () => {
      rmSync(folder, { recursive: true });
    },
  };
});

describe('raw copies of FilesystemQuarantine', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'raw-copy-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('refuses what cannot be read, and leaves nothing', async () => {
    const databasePath = join(folder, 'app.db');
    // Reading a directory fails for root too.
    writeFileSync(databasePath, 'content');
    mkdirSync(`${databasePath}-wal`);
    const { signal } = new AbortController();
    const error = await rejectionOf(
      copierIn(folder).keep(databasePath, { database: 'app', at: new Date(0), signal }),
    );
    expect(error).to.be.instanceOf(DatabaseAccessException);
    expect((error as Error).message).to.include('app.db-wal');
    expect(readdirSync(quarantineOf(folder))).to.deep.equal([]);
  });

  it("removes what a killed one left of a copy, and no other database's, nor a copy that is whole", async () => {
    const databasePath = join(folder, 'app.db');
    writeFileSync(databasePath, 'content');
    mkdirSync(quarantineOf(folder), { recursive: true });
    const left = ['app-20260115T020000000Z-3f2a1c.damaged.db', 'app-2-20260115T020000000Z-3f2a1c.damaged.db'];
    for (const name of left) writeFileSync(join(quarantineOf(folder), `${name}.part`), 'half');
    for (const name of left) writeFileSync(join(quarantineOf(folder), name), 'whole');
    writeFileSync(join(quarantineOf(folder), `${left[0]!}-wal.part`), 'half');
    const { signal } = new AbortController();
    const path = await copierIn(folder).keep(databasePath, { database: 'app', at: new Date(0), signal });
    expect(readdirSync(quarantineOf(folder)).sort()).to.deep.equal(
      [basename(path), ...left, `${left[1]!}.part`].sort(),
    );
  });

  it('makes copies for their owner alone', async () => {
    const databasePath = join(folder, 'app.db');
    writeFileSync(databasePath, 'content', { mode: 0o644 });
    const { signal } = new AbortController();
    const path = await copierIn(folder).keep(databasePath, { database: 'app', at: new Date(0), signal });
    expect(statSync(path).mode & 0o777).to.equal(0o600);
  });
});
