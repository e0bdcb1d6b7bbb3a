import { expect } from 'chai';
import { describe, it } from 'mocha';
import { listingPreflight } from '../../../../src/domain/health/listing-preflight.ts';
import { namePreflight } from '../../../../src/domain/health/name-preflight.ts';
import { passed, refused, warned, worstResult } from '../../../../src/domain/health/preflight.ts';
import { spacePreflight } from '../../../../src/domain/health/space-preflight.ts';
import {
  NOW,
  aBackup,
  aDamagedBackup,
  anUnmanagedBackup,
  daysBefore,
} from '../../../support/backup-builder.ts';

describe('worstResult', () => {
  it('is the worst of them, ok when there is none', () => {
    const [ok, warning, failed] = [passed('a', ''), warned('b', '', 'do'), refused('c', '', 'do')];
    expect(worstResult([warning, failed, ok])).to.equal('failed');
    expect(worstResult([ok, warning])).to.equal('warning');
    expect(worstResult([])).to.equal('ok');
  });
});

describe('spacePreflight', () => {
  const judged = (freeBytes: number): string =>
    spacePreflight({ freeBytes, totalBytes: 10_000 }, 1000, 100).result;

  it('fails when an uncompressed image does not fit with the reserve', () => {
    expect(judged(1099)).to.equal('failed');
  });

  it('warns when the image fits but an artifact of the same size does not', () => {
    expect(judged(1100)).to.equal('warning');
    expect(judged(2099)).to.equal('warning');
  });

  it('passes when both fit', () => {
    expect(judged(2100)).to.equal('ok');
  });

  it('checks the reserve alone without an image', () => {
    expect(spacePreflight({ freeBytes: 100, totalBytes: 10_000 }, 0, 100).result).to.equal('ok');
    expect(spacePreflight({ freeBytes: 99, totalBytes: 10_000 }, 0, 100).result).to.equal('failed');
  });

  it('accepts a file system that does not report its size', () => {
    const judgement = spacePreflight({ freeBytes: undefined, totalBytes: undefined }, 1000, 100);
    expect(judgement.result).to.equal('ok');
    expect(judgement.detail).to.match(/^unknown/);
  });
});

describe('namePreflight', () => {
  const backups = [aBackup(), aBackup({ database: 'shop' }), aDamagedBackup({ database: 'torn' })];

  it('accepts a new name, and one that belongs to the same source', () => {
    expect(namePreflight('new', '/data/new.db', backups, NOW).result).to.equal('ok');
    expect(namePreflight('app', '/data/app.db', backups, NOW).result).to.equal('ok');
  });

  it('ignores backups without a source path', () => {
    expect(namePreflight('torn', '/data/torn.db', backups, NOW).result).to.equal('ok');
  });

  it('refuses a name that belongs to another source, and offers another', () => {
    const { result, detail, hint } = namePreflight('app', '/other/app.db', backups, NOW);
    expect(result).to.equal('failed');
    expect(detail).to.equal('the name app belongs to /data/app.db, not to /other/app.db');
    expect(hint).to.include('--database app-2');
    expect(hint).to.include('backup-manager create /other/app.db --database app --moved');
  });

  it('refuses an invalid name', () => {
    expect(namePreflight('../x', '/data/app.db', [], NOW).result).to.equal('failed');
  });
});

describe('listingPreflight', () => {
  it('counts the backups', () => {
    expect(listingPreflight([aBackup(), anUnmanagedBackup()], NOW)).to.deep.equal(
      passed('backups', '2 data files'),
    );
  });

  it('warns of damaged manifests by name', () => {
    const damaged = aDamagedBackup();
    expect(listingPreflight([aBackup(), damaged], NOW).detail).to.equal(
      `damaged manifest: ${damaged.filename}`,
    );
  });

  it("warns of future-dated backups, not of other tools' files", () => {
    const createdAt = daysBefore(-1);
    expect(listingPreflight([anUnmanagedBackup({ createdAt })], NOW).result).to.equal('ok');
    const { result, detail } = listingPreflight([aBackup({ createdAt })], NOW);
    expect([result, detail]).to.deep.equal([
      'warning',
      `dated in the future: ${aBackup({ createdAt }).filename}`,
    ]);
  });
});
