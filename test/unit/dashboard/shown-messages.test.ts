import { expect } from 'chai';
import { describe, it } from 'mocha';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { messages } from '../../../src/adapters/inbound/dashboard/i18n/messages.ts';
import { VIEWS } from '../../../src/adapters/inbound/dashboard/state/route.ts';
import { THEMES } from '../../../src/adapters/inbound/dashboard/state/theme.ts';
import { VERIFICATION_STATES } from '../../../src/adapters/inbound/dashboard/views/backups/verification-state.ts';
import { OUTCOMES } from '../../../src/adapters/inbound/dashboard/views/calendar/calendar-days.ts';
import { OPERATIONS } from '../../../src/adapters/inbound/dashboard/views/history/run-list.ts';
import { SCOPES } from '../../../src/domain/access/scope.ts';
import { BACKUP_TYPES } from '../../../src/domain/backup/backup-type.ts';
import { DAMAGE_KINDS } from '../../../src/domain/backup/damage.ts';
import { FLEET_STATES } from '../../../src/domain/fleet/fleet-host.ts';
import { FINDING_KINDS } from '../../../src/domain/health/finding-kind.ts';
import { HISTORY_OUTCOMES } from '../../../src/domain/history/history-entry.ts';
import { BUCKET_KINDS } from '../../../src/domain/retention/calendar-bucket.ts';
import { RETENTION_RULES } from '../../../src/domain/retention/retention-rule.ts';
import { CHECK_RESULTS, VERIFICATION_LEVELS } from '../../../src/domain/verification/verification.ts';

const PAGE = fileURLToPath(new URL('../../../src/adapters/inbound/dashboard/', import.meta.url));
const METHODS = ['sqlite', 'file'];

/** Keys that are built at run time: each prefix with its suffixes. */
const ENDINGS: Readonly<Record<string, readonly string[]>> = {
  'backups.about_': VERIFICATION_STATES,
  'backups.advice_': DAMAGE_KINDS,
  'backups.consistency_': ['locked', 'optimistic'],
  'backups.damage_': DAMAGE_KINDS,
  'backups.engine_': ['native', 'sqljs'],
  'backups.found_': [
    'decryption',
    'page_count',
    ...[
      'manifest',
      'decompression',
      'stored_bytes',
      'stored_sha256',
      'database_bytes',
      'database_sha256',
      'schema',
      'restore',
      'frames',
      'chain',
      'rebuild',
      'scratch_space',
    ],
    ...['quick_check', 'integrity_check', 'foreign_key_check'],
  ],
  'backups.level_': VERIFICATION_LEVELS,
  'backups.verifies_': VERIFICATION_LEVELS,
  'backups.state_': VERIFICATION_STATES,
  'backups.why_': RETENTION_RULES,
  'calendar.day_': OUTCOMES,
  'chains.': BACKUP_TYPES,
  'chains.hint_': BACKUP_TYPES,
  'chains.holds_': BACKUP_TYPES,
  'charts.full_': ['far', 'never', 'unknown'],
  'common.': ['checking', 'capturing', 'compressing', 'verifying', 'restoring', 'copying', ...CHECK_RESULTS],
  'findings.': FINDING_KINDS.flatMap((kind) => [kind, `${kind}_do`]),
  'findings.busy_': ['verify', 'drill', 'acknowledge', 'undo'],
  'findings.step_': ['verify', 'drill', 'run', 'acknowledge', 'undo'],
  'history.': [
    ...CHECK_RESULTS.map((result) => `result_${result}`),
    ...['backup', 'verify', 'drill', 'sync'].map((task) => `task_${task}`),
  ],
  'history.about_': HISTORY_OUTCOMES,
  'hosts.': ['host', 'state', 'databases', 'newest', 'overdueSince', 'version', 'reported'],
  'hosts.about_': FLEET_STATES,
  'hosts.state_': FLEET_STATES,
  'history.fact_': [
    ...['filename', 'database_bytes', 'stored_bytes', 'verified', 'wal_growth_bytes', 'verification_level'],
    ...['result', 'restore_ms', 'restored_to', 'method', 'safety_backup', 'removed', 'kept', 'failed'],
    ...['copied', 'copied_bytes', 'skipped', 'failed_stores', 'type', 'reason'],
    ...[
      'store',
      'passed_over_stores',
      'adopted_from',
      'pinned',
      'label',
      'tables',
      'acknowledged',
      'scheduled',
      'task',
      'cron',
      'time_zone',
    ],
  ],
  'history.op_': [...OPERATIONS, 'drill'],
  'inspect.': ['definition', 'same', 'sameDefinition', 'added', 'gone', 'unknown'],
  'inspect.type_': ['view', 'virtual'],
  'overview.is_': ['healthy', 'warning', 'critical', 'overdue', 'frozen'],
  'overview.level_': VERIFICATION_LEVELS,
  'overview.next_': ['verify', 'drill', 'sync'],
  'overview.run_': ['create', 'verify', 'restore', 'cleanup', 'copy', 'sync'],
  'restore.': ['noSafety', 'loses', 'unverified', 'holdsNone'],
  'restore.holds_': ['read', 'write'],
  'restore.how_': METHODS,
  'restore.method_': METHODS,
  'retention.': ['keepsDays', ...BUCKET_KINDS.map((kind) => `keeps_${kind}`)],
  'retention.rule_': RETENTION_RULES,
  'retention.slots_': BUCKET_KINDS,
  'session.scope_': SCOPES,
  'stores.check_': ['list', 'write', 'read', 'remove', 'clock'],
  'stores.copy_': ['verified', 'unverified', 'not_restorable', 'damaged'],
  'stores.tested_': ['ok', 'warning', 'failed'],
  'stores.type_': ['directory', 's3', 'sftp'],
  'shell.': [...VIEWS, 'signIn', 'signOut'],
  'shell.theme_': THEMES,
};

const code = readdirSync(PAGE, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name) && !/^i18n[/\\]texts[/\\]/.test(name))
  .map((name) => readFileSync(join(PAGE, name), 'utf8'))
  .join('\n');

describe('each text of the page', () => {
  it('has a known prefix when its key is built at run time', () => {
    const built = [...code.matchAll(/`(\w+\.\w*)\$\{/g)].map(([, beginning = '']) => beginning);
    expect([...new Set(built)].sort()).to.deep.equal(Object.keys(ENDINGS).sort());
  });

  it('is used somewhere', () => {
    const named = new Set([...code.matchAll(/["'](\w+\.\w+)["']/g)].map(([, key]) => key));
    const built = new Set(
      Object.entries(ENDINGS).flatMap(([beginning, endings]) => endings.map((ending) => beginning + ending)),
    );
    const all = Object.entries(messages).flatMap(([area, texts]) =>
      Object.keys(texts).map((name) => `${area}.${name}`),
    );
    expect(all.filter((key) => !named.has(key) && !built.has(key))).to.deep.equal([]);
  });
});
