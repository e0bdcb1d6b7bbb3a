import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { AdoptBackupCommand } from '../../../src/application/adopt-backup.ts';
import type { ChangeBackupStateCommand } from '../../../src/application/change-backup-state.ts';
import { BackupVerificationException } from '../../../src/domain/exceptions/backup-verification-exception.ts';
import { backupWith, fakeServices } from './fake-services.ts';
import { failing, invoke, recording } from './invoke.ts';

const FILE = 'app-20261122T210800123Z.db.gz';

const COPY = { store: 'local', verified: true };

describe('pin, unpin and label', () => {
  for (const [argv, change, text] of [
    [['pin', FILE], { filename: FILE, pinned: true }, 'pinned'],
    [['unpin', `./${FILE}`], { filename: `/home/user/${FILE}`, pinned: false }, 'not pinned'],
    [['label', FILE, 'to keep'], { filename: FILE, label: 'to keep' }, 'labelled "to keep"'],
    [['label', FILE, ''], { filename: FILE, label: '' }, 'no label'],
  ] as const) {
    it(argv.join(' '), async () => {
      const commands: ChangeBackupStateCommand[] = [];
      const changeBackupState = recording(fakeServices().changeBackupState, commands);
      const { exitCode, stdout } = await invoke(argv, { services: { changeBackupState } });
      expect([exitCode, stdout]).to.deep.equal([0, `${FILE}: ${text}\n`]);
      expect(commands).to.deep.equal([change]);
    });
  }

  it('print the entry of list', async () => {
    const [listed] = (await invoke(['list', '--json'])).json() as object[];
    const pinned = (await invoke(['pin', FILE, '--json'])).json();
    expect({ ...listed, pinned: true }).to.deep.equal({ ...(pinned as object), copies: [COPY] });
  });
});

describe('adopt', () => {
  it('prints the new name of the backup', async () => {
    const commands: AdoptBackupCommand[] = [];
    const adoptBackup = recording(fakeServices().adoptBackup, commands);
    const { stdout } = await invoke(['adopt', './old.db', '--database', 'app'], {
      services: { adoptBackup },
    });
    expect(stdout).to.equal(`Adopted ${FILE} (was old.db)\n`);
    expect(commands).to.deep.equal([{ filename: '/home/user/old.db', database: 'app', pin: true }]);
    expect((await invoke(['adopt', FILE])).stdout).to.equal(`Adopted ${FILE}\n`);
    expect((await invoke(['adopt', FILE, '--json'])).json()).to.include({ filename: backupWith().filename });
  });

  it('prints that the backup is pinned; does not pin when --no-pin is given', async () => {
    const commands: AdoptBackupCommand[] = [];
    const pinned = backupWith({ state: { ...backupWith().state, pinned: true } });
    const adoptBackup = recording({ execute: () => Promise.resolve(pinned) }, commands);
    const { stdout } = await invoke(['adopt', FILE], { services: { adoptBackup } });
    expect(stdout).to.equal(
      `Adopted ${FILE}, pinned: retention does not remove it (to change this: backup-manager unpin)\n`,
    );
    await invoke(['adopt', FILE, '--no-pin'], { services: { adoptBackup } });
    expect(commands.map(({ pin }) => pin)).to.deep.equal([true, false]);
  });

  it('exits 8 when the file is damaged', async () => {
    const error = new BackupVerificationException('old.db is damaged', { hint: 'It stays as it was.' });
    const { exitCode } = await invoke(['adopt', 'old.db'], { services: { adoptBackup: failing(error) } });
    expect(exitCode).to.equal(8);
  });
});
