import { expect } from 'chai';
import { describe, it } from 'mocha';
import { DatabaseAccessException } from '../../../src/domain/exceptions/database-access-exception.ts';
import { printable, printableJson } from '../../../src/adapters/inbound/cli/presentation/printable.ts';
import { backupWith, VERIFIED_STATE } from './fake-services.ts';
import { failing, invoke } from './invoke.ts';
import { listingOf } from '../../support/backup-builder.ts';

const HOSTILE = 'a\u001b[2J\u009b31m\u202egnp.exe\u0007\nerror: forged';
const ACTED_ON = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

describe('untrusted text', () => {
  const backup = backupWith({
    filename: HOSTILE,
    location: `/b/${HOSTILE}`,
    database: HOSTILE,
    state: { ...VERIFIED_STATE, label: HOSTILE },
  });
  const error = new DatabaseAccessException(HOSTILE, { hint: HOSTILE, details: { path: HOSTILE } });
  const services = {
    listBackups: { execute: () => Promise.resolve(listingOf(backup)) },
    createBackup: failing(error),
    backupDirectory: `/${HOSTILE}`,
    settings: [{ key: HOSTILE, value: HOSTILE, source: HOSTILE }],
  };

  for (const argv of [
    ['list'],
    ['list', '--json'],
    ['create', 'a.db'],
    ['create', 'a.db', '--json'],
    ['verify', HOSTILE],
    ['verify', HOSTILE, '--json'],
    ['restore', HOSTILE, '--to', HOSTILE],
    ['config'],
    ['doctor', HOSTILE],
    [HOSTILE],
    ['create', `--${HOSTILE}`],
    ['list', '--sha256'],
  ]) {
    it(`is escaped on a terminal: ${printable(argv.join(' '))}`, async () => {
      const { stdout, stderr } = await invoke(argv, { services });
      expect(stdout + stderr).to.not.equal('');
      expect(stdout + stderr).to.not.match(ACTED_ON);
      expect(stdout + stderr).to.not.match(/^error: forged/m);
    });
  }

  it('is the same value in JSON', async () => {
    const { json } = await invoke(['list', '--json'], { services });
    expect(json()).to.have.nested.property('[0].label', HOSTILE);
    expect(JSON.parse(printableJson({ [HOSTILE]: [HOSTILE] }))).to.deep.equal({ [HOSTILE]: [HOSTILE] });
  });

  it('is not escaped when it is text in any language', () => {
    expect(printable('生产数据库 «é» 🎉')).to.equal('生产数据库 «é» 🎉');
  });
});
