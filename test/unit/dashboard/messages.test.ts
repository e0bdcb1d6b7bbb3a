import { expect } from 'chai';
import { describe, it } from 'mocha';
import { messages } from '../../../src/adapters/inbound/dashboard/i18n/messages.ts';
import { partsOf, type Template } from '../../../src/adapters/inbound/dashboard/i18n/translate.ts';

const texts = Object.entries(messages).flatMap(([area, named]) =>
  Object.entries(named).map(([name, [english, chinese]]: readonly [string, readonly [Template, string]]) => ({
    key: `${area}.${name}`,
    english,
    chinese,
  })),
);

describe('the texts of the page', () => {
  for (const { key, english, chinese } of texts) {
    it(`${key} has the same parameters in both languages and is not empty`, () => {
      const most = placesOf(formsOf(english).at(-1) ?? '');
      expect(placesOf(chinese)).to.deep.equal(most);
      for (const form of [...formsOf(english), chinese]) {
        expect(form.trim()).to.equal(form).and.not.equal('');
        // Only the form for one may omit the number ("one backup").
        expect(most).to.include.members(placesOf(form));
      }
    });
  }

  it('are all translated to Chinese', () => {
    const untranslated = texts.filter(({ english, chinese }) => {
      const words = formsOf(english)
        .join('')
        .replace(/\{\w+\}/g, '');
      return /[a-z]{4}/i.test(words) && !/[\u4e00-\u9fff]/.test(chinese);
    });
    expect(untranslated).to.deep.equal([]);
  });
});

/** The form for any other number comes last. */
function formsOf(template: Template): readonly string[] {
  return typeof template === 'string' ? [template] : [template.one, template.other];
}

function placesOf(template: string): readonly string[] {
  return partsOf(template)
    .flatMap((part) => ('place' in part ? [part.place] : []))
    .sort();
}
