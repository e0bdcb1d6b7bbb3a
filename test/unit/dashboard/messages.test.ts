import { expect } from 'chai';
import { describe, it } from 'mocha';
import { messagesEn } from '../../../src/adapters/inbound/dashboard/i18n/messages.en.ts';
import { messagesZhCn } from '../../../src/adapters/inbound/dashboard/i18n/messages.zh-cn.ts';
import {
  partsOf,
  type Areas,
  type Template,
} from '../../../src/adapters/inbound/dashboard/i18n/translate.ts';

const english: Areas = messagesEn;
const chinese: Areas = messagesZhCn;

describe('the texts of the page', () => {
  it('have the same keys in both languages', () => {
    expect(keysOf(chinese)).to.deep.equal(keysOf(english));
  });

  for (const key of keysOf(english)) {
    it(`${key} has the same parameters in both languages and is not empty`, () => {
      const [one, other] = [templateAt(english, key), templateAt(chinese, key)];
      // Only a rare plural form may omit the number ("one backup").
      expect(placesOf(formsOf(other).at(-1) ?? '')).to.deep.equal(placesOf(formsOf(one).at(-1) ?? ''));
      for (const form of [...formsOf(one), ...formsOf(other)]) {
        expect(form.trim()).to.equal(form).and.not.equal('');
        expect(placesOf(formsOf(one).at(-1) ?? '')).to.include.members(placesOf(form));
      }
      expect(typeof other).to.equal(typeof one);
    });
  }

  it('are all translated to Chinese', () => {
    const untranslated = keysOf(english).filter((key) => {
      const words = formsOf(templateAt(english, key))
        .join('')
        .replace(/\{\w+\}/g, '');
      return /[a-z]{4}/i.test(words) && !/[\u4e00-\u9fff]/.test(formsOf(templateAt(chinese, key)).join(''));
    });
    expect(untranslated).to.deep.equal([]);
  });
});

function keysOf(messages: Areas): readonly string[] {
  return Object.entries(messages).flatMap(([area, texts]) =>
    Object.keys(texts).map((name) => `${area}.${name}`),
  );
}

function templateAt(messages: Areas, key: string): Template {
  const [area = '', name = ''] = key.split('.');
  return messages[area]?.[name] ?? '';
}

/** The form `other` comes last. */
function formsOf(template: Template): readonly string[] {
  if (typeof template === 'string') return [template];
  const { other, ...rarer } = template;
  return [...Object.values(rarer), other];
}

function placesOf(template: string): readonly string[] {
  return partsOf(template)
    .flatMap((part) => ('place' in part ? [part.place] : []))
    .sort();
}
