import { testKills } from './kill.ts';

testKills(5, 120_000);
