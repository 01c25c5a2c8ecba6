// The envelope in which the lab's clients write their EWS requests. Prefixes differ on purpose from those
// of the server's answers: nothing may depend on them (facts: ews 1.2).

const NAMESPACES =
  'xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" ' +
  'xmlns:typ="http://schemas.microsoft.com/exchange/services/2006/types" ' +
  'xmlns="http://schemas.microsoft.com/exchange/services/2006/messages"';

/** `impersonated` is an SMTP address. */
export function soapEnvelope(body: string, impersonated?: string): string {
  const impersonation =
    impersonated === undefined
      ? ''
      : `<typ:ExchangeImpersonation><typ:ConnectingSID><typ:PrimarySmtpAddress>${impersonated}` +
        `</typ:PrimarySmtpAddress></typ:ConnectingSID></typ:ExchangeImpersonation>`;
  return (
    `<?xml version="1.0" encoding="utf-8"?>\n<soap:Envelope ${NAMESPACES}><soap:Header>` +
    `<typ:RequestServerVersion Version="Exchange2013"/>${impersonation}</soap:Header>` +
    `<soap:Body>${body}</soap:Body></soap:Envelope>`
  );
}
