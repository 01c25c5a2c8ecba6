import { testKills } from './kill.ts';

testKills(5, 1000, 120_000);
