import { expect } from 'chai';
import { describe, it } from 'mocha';
import { ConfigurationException } from '../../../src/domain/exceptions/configuration-exception.ts';
import { loadSettings, type Settings } from '../../../src/settings/settings.ts';

const load = (key: string, value: unknown): Settings =>
  loadSettings({ env: {}, cwd: '/nowhere', overrides: { [key]: { value, source: 'a test' } } });

function refusal(key: string, value: unknown): ConfigurationException {
  try {
    load(key, value);
  } catch (error) {
    if (error instanceof ConfigurationException) return error;
    throw error;
  }
  throw new Error(`${JSON.stringify(value)} was taken`);
}

const SOUND = { name: 'items', sql: 'SELECT count(*) FROM item' };

describe('drill_assertions', () => {
  it('are checked by a drill', () => {
    const entries = [
      { ...SOUND, at_least: 3, database: 'app' },
      { ...SOUND, name: 'version', equals: 0 },
      { ...SOUND, name: 'text', equals: '' },
      { ...SOUND, name: 'none', at_least: -0.5 },
    ];
    expect(load('drill_assertions', entries).drillAssertions).to.deep.equal([
      { ...SOUND, expected: { atLeast: 3 }, database: 'app' },
      { ...SOUND, name: 'version', expected: { equals: 0 }, database: undefined },
      { ...SOUND, name: 'text', expected: { equals: '' }, database: undefined },
      { ...SOUND, name: 'none', expected: { atLeast: -0.5 }, database: undefined },
    ]);
  });

  it('can be given as text', () => {
    const text = JSON.stringify([{ ...SOUND, equals: 1 }]);
    const { drillAssertions } = loadSettings({ env: { BACKUP_DRILL_ASSERTIONS: text }, cwd: '/nowhere' });
    expect(drillAssertions).to.have.lengthOf(1);
  });

  for (const [entries, problem] of [
    ['no JSON', 'must be a list'],
    [{}, 'must be a list'],
    [[null], 'entry 1 must be an object'],
    [
      [
        { ...SOUND, at_least: 1 },
        { ...SOUND, at_least: 1 },
      ],
      'entry 2 has the "name" of another one',
    ],
    [[{ sql: 'x', equals: 1 }], 'entry 1 lacks "name"'],
    [[{ ...SOUND, sql: ' ', equals: 1 }], 'entry 1 has a wrong "sql"'],
    [[SOUND], 'exactly one of "equals" and "at_least"'],
    [[{ ...SOUND, equals: 1, at_least: 1 }], 'exactly one of "equals" and "at_least"'],
    [[{ ...SOUND, at_least: '1' }], 'entry 1 has a wrong "at_least"'],
    [[{ ...SOUND, equals: true }], 'entry 1 has a wrong "equals"'],
    [[{ ...SOUND, equals: 2 ** 53 }], 'entry 1 has a wrong "equals"'],
    [[{ ...SOUND, equals: 1, database: 'a/b' }], 'entry 1 has a wrong "database"'],
    [[{ ...SOUND, atLeast: 1 }], 'unknown field "atLeast"; did you mean "at_least"?'],
    [[{ ...SOUND, equals: 1, zzzzzzzz: 1 }], 'unknown field "zzzzzzzz"'],
  ] as const) {
    it(`${JSON.stringify(entries)}: ${problem}`, () => {
      const { message, details } = refusal('drill_assertions', entries);
      expect(message).to.include('drill_assertions: ').and.include(problem).and.include('(a test)');
      expect(details).to.include({ key: 'drill_assertions', source: 'a test' });
    });
  }
});

describe('verify_schedule', () => {
  it('is a level and a selection', () => {
    const { verifySchedule } = load('verify_schedule', { level: 'drill', select: 'sample:10' });
    expect(verifySchedule).to.deep.equal({ level: 'drill', selection: { kind: 'sample', percent: 10 } });
  });

  for (const [value, problem] of [
    ['newest', 'must be an object with "level", "select"'],
    [{ level: 'quick' }, 'lacks "select"'],
    [{ level: 'quick', select: 'sample:0' }, 'a wrong "select"'],
    [{ level: 'none', select: 'newest' }, 'a wrong "level"'],
    [{ level: 'quick', select: 'newest', when: 'nightly' }, 'unknown field "when"'],
  ] as const) {
    it(`${JSON.stringify(value)}: ${problem}`, () => {
      expect(refusal('verify_schedule', value).message).to.include(problem);
    });
  }

  it('refuses a drill for verify_after_create', () => {
    expect(refusal('verify_after_create', 'drill').message).to.include('none, checksum, quick, full');
  });
});
