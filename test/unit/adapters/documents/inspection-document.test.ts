import { expect } from 'chai';
import { describe, it } from 'mocha';
import { inspectionDocument } from '../../../../src/adapters/inbound/documents/inspection.ts';
import type { InspectBackupResult } from '../../../../src/application/inspect-backup.ts';
import type { ComparedTable } from '../../../../src/domain/inspection/compare-tables.ts';
import type { Cell } from '../../../../src/domain/inspection/table-contents.ts';

const aTable = (name: string, rows: readonly (readonly Cell[])[], sql = ''): ComparedTable => ({
  name,
  type: 'table',
  sql,
  rows: rows.length,
  liveRows: undefined,
  change: 'unknown',
  columns: [{ name: 'a', type: '' }],
  sample: { rows, truncated: false },
});

const aResult = (tables: readonly ComparedTable[]): InspectBackupResult => ({
  filename: 'a.db',
  engine: 'native',
  comparedWith: undefined,
  tables,
  omittedTables: 2,
  liveProblem: 'it is locked',
});

type Tables = readonly { readonly name: string; readonly sample: { rows: unknown[]; truncated: boolean } }[];

describe('inspection document', () => {
  it('has every kind of cell, and null for unknown values', () => {
    const cells: readonly Cell[] = [
      null,
      1.5,
      'x',
      { text: 'a', length: 900 },
      { integer: '9' },
      { blobBytes: 4 },
    ];
    expect(inspectionDocument(aResult([aTable('t', [cells])]))).to.deep.equal({
      filename: 'a.db',
      engine: 'native',
      compared_with: null,
      tables: [
        {
          name: 't',
          type: 'table',
          sql: '',
          rows: 1,
          live_rows: null,
          change: 'unknown',
          columns: [{ name: 'a', type: '' }],
          sample: {
            rows: [[null, 1.5, 'x', { text: 'a', length: 900 }, { integer: '9' }, { blob_bytes: 4 }]],
            truncated: false,
          },
        },
      ],
      omitted_tables: 2,
      live_problem: 'it is locked',
    });
  });

  it('omits rows of the last tables when it is too large', () => {
    const rows = [['é'.repeat(100)], ['é'.repeat(100)]];
    const document = inspectionDocument(aResult([aTable('a', rows), aTable('b', rows)]), 1000);
    const tables = document['tables'] as unknown as Tables;
    expect(tables.map(({ name, sample }) => [name, sample.rows.length, sample.truncated])).to.deep.equal([
      ['a', 2, false],
      ['b', 1, true],
    ]);
    expect(document['omitted_tables']).to.equal(2);
  });

  it('omits and counts tables when there are too many', () => {
    const many = Array.from({ length: 1000 }, (_, index) =>
      aTable(`t${String(index)}`, [['x']], 'y'.repeat(10_000)),
    );
    const document = inspectionDocument(aResult(many));
    const tables = document['tables'] as unknown as Tables;
    expect(tables.length).to.be.within(50, 60);
    expect(document['omitted_tables']).to.equal(1000 - tables.length + 2);
    expect(JSON.stringify(document).length).to.be.below(1_000_000);
  });
});
