import { expect } from 'chai';
import { before, describe, it } from 'mocha';
import { cruise, readLaw, repositoryRoot, type Rule } from './cruise.ts';

// After a rename of a room, a pattern may match no file and check nothing.

const law = await readLaw();

describe('dependency rule patterns', () => {
  let modules: readonly string[];

  before(() => {
    modules = cruise(repositoryRoot).modules;
  });

  for (const rule of law) {
    it(`${rule.name} is an error with an explanation`, () => {
      expect(rule.severity).to.equal('error');
      expect(rule.comment.length).to.be.greaterThan(60);
    });

    for (const pattern of patternsOf(rule)) {
      it(`${rule.name}: ${pattern} matches a file`, () => {
        const expression = new RegExp(pattern.replaceAll('$1', '[^/]+'));
        expect(modules.filter((path) => expression.test(path))).to.not.be.empty;
      });
    }
  }
});

function patternsOf({ from, to }: Rule): string[] {
  const all = [from.path, from.pathNot, to.path, to.pathNot].flatMap((patterns) => patterns ?? []);
  // Matches only a violation.
  return all.filter((pattern) => pattern !== '^test/');
}
