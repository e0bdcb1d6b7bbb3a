import { mkdir, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { FilesystemNotificationRecord } from '../../../src/adapters/outbound/json-records/notification-record.ts';
import { EMPTY_NOTIFICATION_STATE } from '../../../src/domain/notification/notification-state.ts';
import { makeFolder, removeFolder } from '../../support/database-fixtures.ts';
import { conditionWith } from '../../support/notifications.ts';
import { describeNotificationRecord } from './notification-record.contract.ts';
import { stateDirectoryOf } from '../../../src/adapters/outbound/files/state-layout.ts';

const STATE = { ...EMPTY_NOTIFICATION_STATE, conditions: [conditionWith()] };

describeNotificationRecord('FilesystemNotificationRecord', async () => {
  const folder = await makeFolder();
  const state = join(folder, 'backup', '.state');
  return {
    createRecord: () => new FilesystemNotificationRecord(stateDirectoryOf(join(folder, 'backup'))),
    damage: (content) => writeFile(join(state, 'notifications.json'), content),
    // Permissions do not stop root; a directory in the place of a file does.
    refuseWrites: async () => {
      await mkdir(join(state, 'notifications.json.new', 'inside'), { recursive: true });
    },
    dispose: () => removeFolder(folder),
  };
});

describe('FilesystemNotificationRecord on disk', () => {
  let folder: string;
  let record: FilesystemNotificationRecord;
  const path = (name: string): string => join(folder, '.state', name);

  beforeEach(async () => {
    folder = await makeFolder();
    record = new FilesystemNotificationRecord(stateDirectoryOf(folder));
  });

  afterEach(() => removeFolder(folder));

  it('can be read by its owner only, and leaves no other file', async () => {
    await record.update(() => STATE);
    expect((await stat(path('notifications.json'))).mode & 0o777).to.equal(0o600);
    expect(await readdir(join(folder, '.state'))).to.deep.equal(['notifications.json']);
  });

  it('continues after an update that was killed', async () => {
    await record.update(() => STATE);
    await writeFile(path('notifications.json.new'), 'half of');
    await mkdir(path('notifications.json.lock'));
    const longAgo = new Date(Date.now() - 60_000);
    await utimes(path('notifications.json.lock'), longAgo, longAgo);
    expect(await record.read()).to.deep.equal(STATE);
    await record.update((state) => ({
      ...state,
      conditions: [...state.conditions, conditionWith({ database: 'b' })],
    }));
    expect((await record.read()).conditions).to.have.lengthOf(2);
    expect(await readdir(join(folder, '.state'))).to.deep.equal(['notifications.json']);
  });

  it('counts as empty when it is unreadable', async () => {
    await mkdir(path('notifications.json'), { recursive: true });
    expect(await record.read()).to.deep.equal(EMPTY_NOTIFICATION_STATE);
    await rm(folder, { recursive: true });
    expect(await record.read()).to.deep.equal(EMPTY_NOTIFICATION_STATE);
  });
});
