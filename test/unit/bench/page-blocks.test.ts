import { expect } from 'chai';
import { describe, it } from 'mocha';
import { blockOf, pageBlock, replaceBlock } from '../../bench/report/page-blocks.ts';

const PAGE = `# Page\n\nbefore\n\n${pageBlock('part', 'old')}\n\nafter\n`;

describe('blocks of a page', () => {
  it('replaces the text of a block and keeps the rest of the page', () => {
    const page = replaceBlock(PAGE, { name: 'part', text: 'new' });
    expect(page).to.equal(PAGE.replace('old', 'new'));
    expect(blockOf(page, 'part')).to.equal('new');
  });

  it('has no text of a block that the page lacks', () => {
    expect(blockOf(PAGE, 'other')).to.equal(undefined);
    expect(() => replaceBlock(PAGE, { name: 'other', text: 'new' })).to.throw('other');
  });
});
