import { InMemoryCalendar } from '../../../src/adapters/outbound/calendar/in-memory-calendar.ts';
import { describeCalendar } from './calendar.contract.ts';

describeCalendar('InMemoryCalendar', () => new InMemoryCalendar());
