import { testKills } from './kill.ts';

testKills(200, 3_000_000);
