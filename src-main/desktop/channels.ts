/** The two channels between page and main. */
export const CALL_CHANNEL = 'sallyport:call';
export const EVENT_CHANNEL = 'sallyport:event';
