import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { language } from '../../../../src/adapters/inbound/dashboard/i18n/language.ts';
import { t } from '../../../../src/adapters/inbound/dashboard/i18n/t.ts';
import {
  retentionOutcomeText,
  type RetentionOutcome,
} from '../../../../src/adapters/inbound/dashboard/views/backups/backup-row.ts';
import {
  failureText,
  firstLevel,
  serviceText,
} from '../../../../src/adapters/inbound/dashboard/views/backups/verification-text.ts';
import { DAMAGE_KINDS } from '../../../../src/domain/backup/damage.ts';
import { listed, proof, rows } from './listed-backups.ts';

const RECENT: RetentionOutcome = {
  store: 'local',
  rule: 'within_days',
  reason: 'damaged: x; within keep_days (7)',
  isKept: true,
};

describe('the texts of a damaged backup', () => {
  const before = language.value;
  beforeEach(() => {
    language.value = 'en';
  });
  afterEach(() => {
    language.value = before;
  });

  it('are translated for each kind of damage', () => {
    language.value = 'zh-CN';
    for (const kind of DAMAGE_KINDS) {
      const texts = [t(`backups.damage_${kind}`, { when: '' }), t(`backups.advice_${kind}`)];
      for (const text of texts) expect(text).to.match(/\p{Script=Han}/u);
    }
  });

  it('show the failure with the file name and a capital letter', () => {
    const backup = listed({ filename: 'app.db.gz' });
    expect(serviceText(`no room: ${backup.path} is short`, backup)).to.equal('No room: app.db.gz is short');
    expect(failureText(`decompression: ${backup.path} does not decompress`, backup)).to.equal(
      'Decompression: app.db.gz does not decompress',
    );
    expect(failureText('stored_bytes: 3, not: 5', backup)).to.equal('Size of the file: 3, not: 5');
    expect(failureText('not finished', backup)).to.equal('Not finished');
  });

  it('have no ratio when the data file is missing', () => {
    const [missing, short] = rows([
      { damage_kind: 'data_missing', size: 0 },
      { damage_kind: 'size_differs', size: 100 },
    ]);
    expect(missing?.ratio).to.equal(undefined);
    expect(short?.ratio).to.equal(0.1);
  });

  it('do not call it recent enough', () => {
    const damaged = listed({ damage_kind: 'verification_failed' });
    expect(retentionOutcomeText({ backup: damaged, outcome: RECENT })).to.equal(
      'Damaged, removed when too old',
    );
    expect(retentionOutcomeText({ backup: listed(), outcome: RECENT })).to.equal('Recent enough');
  });

  it('offer the failed or inconclusive level again, else a full check', () => {
    const failed = proof({ level: 'quick', result: 'failed' });
    expect(firstLevel(listed({ damage_kind: 'verification_failed', proof: failed }))).to.equal('quick');
    expect(firstLevel(listed({ proof: proof({ level: 'drill', result: 'inconclusive' }) }))).to.equal(
      'drill',
    );
    expect(firstLevel(listed({ damage_kind: 'size_differs' }))).to.equal('checksum');
    expect(firstLevel(listed())).to.equal('full');
    expect(firstLevel(listed({ proof: null }))).to.equal('full');
  });
});
