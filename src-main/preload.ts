/** Composition root of the window's preload script. */
import { exposeBridge } from './desktop/bridge.ts';

exposeBridge();
