import { expect } from 'chai';
import { afterEach, describe, it } from 'mocha';
import type { DatabaseState } from '../../../../src/adapters/inbound/dashboard/api/types.ts';
import {
  countDone,
  failuresOf,
  placementFailuresOf,
} from '../../../../src/adapters/inbound/dashboard/views/backups/back-ups.ts';
import {
  backupToDrill,
  backupToVerify,
} from '../../../../src/adapters/inbound/dashboard/views/overview/findings.ts';
import { formatSpan } from '../../../../src/adapters/inbound/dashboard/i18n/format.ts';
import { language } from '../../../../src/adapters/inbound/dashboard/i18n/language.ts';
import {
  ageHoursAt,
  ageShare,
  countNeedingAttention,
  isUnprotected,
  verdictText,
} from '../../../../src/adapters/inbound/dashboard/views/overview/verdict.ts';

const HOUR_MS = 3_600_000;

describe('the verdict of a database', () => {
  it('depends on the status, and on the existence of a backup', () => {
    const state = { status: 'critical', backup_files: 3, newest_verified_at: null } as DatabaseState;
    expect(verdictText(state)).to.equal('overview.is_critical');
    expect(verdictText({ ...state, backup_files: 0 })).to.equal('overview.isUnprotected');
  });

  it('does not treat unlistable backups as no backup', () => {
    expect(isUnprotected({ backup_files: null, newest_verified_at: null })).to.equal(false);
  });

  it('compares the age with its limit', () => {
    expect(ageShare({ age_hours: 13, max_age_hours: 26 })).to.equal(0.5);
    expect(ageShare({ age_hours: null, max_age_hours: 26 })).to.equal(undefined);
    expect(ageShare({ age_hours: 1, max_age_hours: 0 })).to.equal(1);
  });

  it('increases the age while the page is open, never below zero', () => {
    const backedUpAt = '2026-11-22T02:00:00.000Z';
    expect(ageHoursAt(backedUpAt, new Date('2026-11-22T05:00:00Z'))).to.equal(3);
    expect(ageHoursAt(backedUpAt, new Date('2026-11-22T01:00:00Z'))).to.equal(0);
    expect(ageHoursAt(null, new Date())).to.equal(null);
  });

  it('counts the databases that need attention', () => {
    expect(
      countNeedingAttention([{ status: 'healthy' }, { status: 'frozen' }, { status: 'overdue' }]),
    ).to.equal(2);
  });
});

describe('formatSpan', () => {
  afterEach(() => {
    language.value = 'en';
  });

  it('has one unit, hours up to three days', () => {
    language.value = 'en';
    expect(formatSpan(12.9 * 60_000)).to.equal('12 minutes');
    expect(formatSpan(26.5 * HOUR_MS)).to.equal('26 hours');
    expect(formatSpan(80 * HOUR_MS)).to.equal('3 days');
    language.value = 'zh-CN';
    expect(formatSpan(3 * HOUR_MS)).to.match(/^3\s?小时$/);
  });

  it('is at least one minute', () => {
    language.value = 'en';
    expect(formatSpan(0)).to.equal('1 minute');
  });
});

describe('a job for several databases', () => {
  const result = [
    { database: 'app', filename: 'app.db.gz' },
    { database: 'shop', path: '/x', error: { code: 'DATABASE_NOT_FOUND', message: 'gone', hint: 'look' } },
    { database: null, path: '/y', error: { code: 'USAGE', message: 'odd', hint: '' } },
  ];

  it('reports each failed database with its error', () => {
    const [shop, other, ...rest] = failuresOf({ result });
    expect(shop?.database).to.equal('shop');
    expect(shop?.problem).to.include({ code: 'DATABASE_NOT_FOUND', message: 'gone', hint: 'look' });
    expect(other?.database).to.equal(undefined);
    expect(rest).to.deep.equal([]);
  });

  it('counts the databases that were backed up', () => {
    expect(countDone({ result })).to.equal(1);
    expect(countDone({ result: { database: 'app' } })).to.equal(1);
  });

  it('has no failures when it is for one database', () => {
    expect(failuresOf({ result: { database: 'app' } })).to.deep.equal([]);
    expect(failuresOf({ result: null })).to.deep.equal([]);
  });

  it('names the stores that have no copy, for one database and for several', () => {
    const error = { code: 'STORE', message: 'away', hint: 'mount it', details: {} };
    const copies = [
      { store: 'local', result: 'ok', error: null },
      { store: 'nas', result: 'failed', error },
    ];
    const [failure, ...rest] = placementFailuresOf({ result: { database: 'app', copies } });
    expect(failure).to.include({ database: 'app', store: 'nas' });
    expect(failure?.problem).to.include({ code: 'STORE', message: 'away', hint: 'mount it' });
    expect(rest).to.deep.equal([]);
    const both = [
      { database: 'app', copies },
      { database: 'shop', error },
      { database: 'new', copies: [] },
    ];
    expect(placementFailuresOf({ result: both }).map(({ database }) => database)).to.deep.equal(['app']);
    expect(placementFailuresOf({ result: null })).to.deep.equal([]);
  });
});

describe('the backup to verify', () => {
  const NOW = new Date('2026-11-22T21:08:00.123Z');
  const known = [
    {
      filename: 'other',
      database: 'shop',
      created_at: '2026-11-20T00:00:00.000Z',
      managed: true,
      verified: false,
    },
    {
      filename: 'unmanaged',
      database: 'app',
      created_at: '2026-11-20T00:00:00.000Z',
      managed: false,
      verified: false,
    },
    {
      filename: 'new',
      database: 'app',
      created_at: '2026-11-20T00:00:00.000Z',
      managed: true,
      verified: true,
    },
    {
      filename: 'unverified',
      database: 'app',
      created_at: '2026-11-20T00:00:00.000Z',
      managed: true,
      verified: false,
    },
    {
      filename: 'old',
      database: 'app',
      created_at: '2026-11-20T00:00:00.000Z',
      managed: true,
      verified: true,
    },
  ];

  it('is the newest unverified one, else the newest', () => {
    expect(backupToVerify(known, 'app', NOW)).to.equal('unverified');
    expect(
      backupToVerify(
        known.filter(({ verified }) => verified),
        'app',
        NOW,
      ),
    ).to.equal('new');
    expect(backupToVerify(known, 'ledger', NOW)).to.equal(undefined);
  });

  it('is a future-dated one only when there is no other', () => {
    const future = {
      filename: 'future',
      database: 'app',
      created_at: '2031-01-01T00:00:00.000Z',
      managed: true,
      verified: true,
    };
    const others = known.filter(({ verified }) => verified);
    expect(backupToVerify([future, ...others], 'app', NOW)).to.equal('new');
    expect(backupToDrill([future, ...known], 'app', undefined, NOW)).to.equal('new');
    expect(backupToVerify([future], 'app', NOW)).to.equal('future');
  });

  it('for a drill is the one of the last drill while it exists', () => {
    const drilled = (filename: string) =>
      ({ last_drill: { filename } }) as unknown as Pick<DatabaseState, 'last_drill'>;
    expect(backupToDrill(known, 'app', drilled('old'), NOW)).to.equal('old');
    expect(backupToDrill(known, 'app', drilled('gone'), NOW)).to.equal('new');
    expect(backupToDrill(known, 'app', undefined, NOW)).to.equal('new');
  });
});
