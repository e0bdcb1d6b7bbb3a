import { InMemoryAccessTokens } from '../../../src/adapters/outbound/access-tokens/in-memory-access-tokens.ts';
import { describeAccessTokens } from './access-tokens.contract.ts';

describeAccessTokens('InMemoryAccessTokens', () => new InMemoryAccessTokens());
