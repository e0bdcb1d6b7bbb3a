import { expect } from 'chai';
import { describe, it } from 'mocha';
import { language, preferredLanguage } from '../../../src/adapters/inbound/dashboard/i18n/language.ts';
import { t } from '../../../src/adapters/inbound/dashboard/i18n/t.ts';
import { fill, partsOf, templateOf } from '../../../src/adapters/inbound/dashboard/i18n/translate.ts';

describe('translate', () => {
  it('inserts values as text, including markup and placeholders', () => {
    const text = fill('{name} is {state}.', { name: '<img onerror=x>', state: '{name}' });
    expect(text).to.equal('<img onerror=x> is {name}.');
  });

  it('keeps a placeholder without a value', () => {
    expect(fill('{count} kept', {})).to.equal('{count} kept');
  });

  it('keeps the word order of the language', () => {
    expect(partsOf('{b}之前的{a}')).to.deep.equal([{ place: 'b' }, { text: '之前的' }, { place: 'a' }]);
    expect(partsOf('')).to.deep.equal([]);
  });

  it('selects the form for the count', () => {
    const template = { one: '{count} backup', other: '{count} backups' };
    expect(templateOf(template, 1)).to.equal('{count} backup');
    expect(templateOf(template, 0)).to.equal('{count} backups');
    expect(templateOf('{count} 个备份', 1)).to.equal('{count} 个备份');
  });
});

describe('preferredLanguage', () => {
  it('is the first supported language', () => {
    expect(preferredLanguage(['zh-TW', 'en'])).to.equal('zh-CN');
    expect(preferredLanguage(['de-DE', 'en-GB', 'zh'])).to.equal('en');
    expect(preferredLanguage(['fr', 'zh-Hans-CN'])).to.equal('zh-CN');
    expect(preferredLanguage([])).to.equal('en');
  });
});

describe('t', () => {
  it('escapes direction marks that would affect the text around a name', () => {
    language.value = 'en';
    expect(t('overview.backUpDone', { name: '\u202Egnp\u2066\u2069' })).to.equal(
      '‹U+202E›gnp‹U+2066›‹U+2069› is backed up',
    );
    // Names in Hebrew or Arabic may need marks that affect only themselves.
    expect(t('overview.backUpDone', { name: 'גיבוי\u200F 1' })).to.equal('גיבוי\u200F 1 is backed up');
  });
});
