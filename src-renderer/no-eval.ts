/**
 * Imported before anything else: Zod would otherwise try `new Function` once, and the policy of the
 * page reports each try.
 */
import { config } from 'zod';

config({ jitless: true });
