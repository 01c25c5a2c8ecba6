/** Key usages: RFC 4120 7.5.1 and MS-SFU 2.2.1. */
export const usages = {
  encryptedTimestamp: 1,
  ticket: 2,
  asReply: 3,
  requestBody: 6,
  tgsAuthenticator: 7,
  tgsReply: 8,
  authenticator: 11,
  apReply: 12,
  forUser: 17,
} as const;
