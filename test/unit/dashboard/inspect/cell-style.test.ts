import { expect } from 'chai';
import { describe, it } from 'mocha';
import {
  isNumericColumn,
  styleOf,
} from '../../../../src/adapters/inbound/dashboard/views/inspect/cell-style.ts';
import { visibleText } from '../../../../src/adapters/inbound/dashboard/i18n/visible-text.ts';

describe('a cell of an inspected table', () => {
  it('is distinct from similar values', () => {
    expect(styleOf(null)).to.deep.equal({ kind: 'null' });
    expect(styleOf('')).to.deep.equal({ kind: 'empty' });
    expect(styleOf('NULL')).to.deep.equal({ kind: 'text', text: 'NULL' });
    expect(styleOf(0)).to.deep.equal({ kind: 'number', text: '0' });
    expect(styleOf('0')).to.deep.equal({ kind: 'text', text: '0' });
  });

  it('shows numbers exactly', () => {
    expect(styleOf({ integer: '9007199254740993' })).to.deep.equal({
      kind: 'number',
      text: '9007199254740993',
    });
    expect(styleOf(1234567.5)).to.deep.equal({ kind: 'number', text: '1234567.5' });
  });

  it('has the full length of a shortened value', () => {
    expect(styleOf({ text: 'abc', length: 1200 })).to.deep.equal({ kind: 'cut', text: 'abc', length: 1200 });
    expect(styleOf({ blob_bytes: 12_000 })).to.deep.equal({ kind: 'blob', bytes: 12_000 });
  });

  it('escapes direction marks', () => {
    expect(styleOf('\u202egnp.exe')).to.deep.equal({ kind: 'text', text: '‹U+202E›gnp.exe' });
    expect(visibleText('a\u2066b\u200fc')).to.equal('a‹U+2066›b‹U+200F›c');
    expect(visibleText('محمد 张伟 <b>')).to.equal('محمد 张伟 <b>');
  });
});

describe('a column of numbers', () => {
  it('may have nulls but no other types', () => {
    expect(isNumericColumn([[1], [null], [{ integer: '9007199254740993' }]], 0)).to.equal(true);
    expect(isNumericColumn([[1], ['2']], 0)).to.equal(false);
  });

  it('has at least one number', () => {
    expect(isNumericColumn([[null], [null]], 0)).to.equal(false);
    expect(isNumericColumn([], 0)).to.equal(false);
  });
});
