import { expect } from 'chai';
import { describe, it } from 'mocha';
import { stateFolder } from '../../../src/main/state-folder.ts';

describe('folder for records outside the backup directory', () => {
  for (const [env, expected] of [
    [{ STATE_DIRECTORY: '/var/lib/bm', XDG_STATE_HOME: '/x', HOME: '/root' }, '/var/lib/bm'],
    [{ STATE_DIRECTORY: '/var/lib/bm:/var/lib/other' }, '/var/lib/bm'],
    [{ XDG_STATE_HOME: '/x', HOME: '/root' }, '/x/sqlite-backup-manager'],
    [{ HOME: '/root' }, '/root/.local/state/sqlite-backup-manager'],
    [{ XDG_STATE_HOME: 'relative', HOME: '/root' }, '/root/.local/state/sqlite-backup-manager'],
    [{ HOME: '' }, undefined],
    [{}, undefined],
  ] as const) {
    it(`is ${String(expected)} for ${JSON.stringify(env)}`, () => {
      expect(stateFolder(env)).to.equal(expected);
    });
  }
});
