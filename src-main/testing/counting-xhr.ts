import { XhrApi } from '@ewsjs/xhr';

/** As the client's own, and counts the pieces of a stream that it was given. */
export class CountingXhr extends XhrApi {
  pieces = 0;
  override xhrStream(...[options, progress]: Parameters<XhrApi['xhrStream']>) {
    return super.xhrStream(options, (told) => {
      progress(told);
      if (told.type === 'data') this.pieces += 1;
    });
  }
}
