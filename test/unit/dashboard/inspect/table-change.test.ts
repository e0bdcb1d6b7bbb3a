import { expect } from 'chai';
import { describe, it } from 'mocha';
import { messages } from '../../../../src/adapters/inbound/dashboard/i18n/messages.ts';
import {
  changeOf,
  changeText,
  isChange,
  summarizeChanges,
  summaryTexts,
  type ChangeFacts,
} from '../../../../src/adapters/inbound/dashboard/views/inspect/table-change.ts';

type Facts = ChangeFacts & { readonly type: 'table' | 'view' | 'virtual' };

describe('the change of a table since a backup', () => {
  it('is the number of rows added since the backup', () => {
    expect(changeOf(table('changed', 1200, 1212))).to.deep.equal({ kind: 'rows', delta: 12 });
    expect(changeOf(table('changed', 500, 334))).to.deep.equal({ kind: 'rows', delta: -166 });
  });

  it('is the definition when the number of rows is equal or unknown', () => {
    expect(changeOf(table('changed', 2, 2))).to.deep.equal({ kind: 'definition' });
    expect(changeOf(table('changed', null, null))).to.deep.equal({ kind: 'definition' });
    expect(changeOf(table('changed', 7, null))).to.deep.equal({ kind: 'definition' });
  });

  it('distinguishes equal rows from equal definitions', () => {
    expect(changeOf(table('same', 3, 3)).kind).to.equal('same');
    expect(changeOf(table('same', null, null)).kind).to.equal('sameDefinition');
  });

  it('is no change when it was not compared', () => {
    const kinds = (['same', 'unknown', 'added', 'gone', 'changed'] as const).filter((change) =>
      isChange(changeOf(table(change, 1, 2))),
    );
    expect(kinds).to.deep.equal(['added', 'gone', 'changed']);
  });

  it('has a sign in its text', () => {
    expect(changeText({ kind: 'rows', delta: 12 })).to.equal('+12 rows since');
    expect(changeText({ kind: 'rows', delta: -1 })).to.equal('−1 row since');
    expect(changeText({ kind: 'gone' })).to.equal(messages.inspect.gone[0]);
  });
});

describe('the summary of changes since a backup', () => {
  const tables = [
    table('changed', 10, 15),
    table('changed', 10, 1),
    table('changed', 10, 8),
    table('changed', 4, 4),
    table('added', null, 3),
    table('gone', 3, null),
    table('same', 3, 3),
    table('unknown', null, null),
  ];

  it('separates added from removed rows', () => {
    expect(summarizeChanges(tables)).to.deep.equal({
      more: { rows: 5, tables: 1 },
      fewer: { rows: 11, tables: 2 },
      added: 1,
      gone: 1,
      definition: 1,
      changed: 6,
    });
  });

  it('ignores the rows of virtual tables', () => {
    const { fewer, changed } = summarizeChanges([
      table('changed', 400, 399),
      { ...table('changed', 400, 399), type: 'virtual' },
    ]);
    expect(fewer).to.deep.equal({ rows: 1, tables: 1 });
    expect(changed).to.equal(2);
  });

  it('omits kinds of changes that did not happen', () => {
    expect(summaryTexts(summarizeChanges([table('same', 3, 3)]))).to.deep.equal([]);
    expect(summaryTexts(summarizeChanges([table('changed', 1, 3)]))).to.deep.equal(['+2 rows in 1 table']);
    expect(summaryTexts(summarizeChanges(tables))).to.have.length(5);
  });
});

function table(change: Facts['change'], rows: number | null, liveRows: number | null): Facts {
  return { type: 'table', change, rows, live_rows: liveRows };
}
