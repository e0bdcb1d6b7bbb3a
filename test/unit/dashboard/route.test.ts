import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { hashOf, routeOf, VIEWS } from '../../../src/adapters/inbound/dashboard/state/route.ts';

describe('the route', () => {
  it('is the overview when the hash is unknown', () => {
    for (const hash of ['', '#', '#/', '#/nowhere', '#main', '#//', '#/__proto__']) {
      expect(routeOf(hash), hash).to.deep.equal({ view: 'overview', item: undefined, query: {} });
    }
  });

  it('has an item only in views with items', () => {
    expect(routeOf('#/backups/app-1.db.gz')).to.deep.include({ view: 'backups', item: 'app-1.db.gz' });
    expect(routeOf('#/retention/app')).to.deep.include({ view: 'retention', item: undefined });
  });

  it('keeps an item with a wrong encoding as it is', () => {
    expect(routeOf('#/history/%E0%A4%A').item).to.equal('%E0%A4%A');
  });

  it('survives a round trip with any name', () => {
    const text = fc.string({ unit: 'binary', minLength: 1 });
    const query = fc.dictionary(fc.string({ minLength: 1 }), fc.string(), { noNullPrototype: true });
    const property = fc.property(fc.constantFrom(...VIEWS), text, query, (view, item, wanted) => {
      const found = routeOf(hashOf(view, item, wanted));
      const hasItems = view === 'backups' || view === 'history';
      expect(found).to.deep.equal({ view, item: hasItems ? item : undefined, query: wanted });
    });
    fc.assert(property);
  });
});
