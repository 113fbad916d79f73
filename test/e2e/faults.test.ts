import { describe } from 'vitest';
import { underFaults } from './faults/under-faults.js';

describe('a tournament under faults at every step, on the PostgreSQL queue', () => underFaults('PostgreSQL'));
