import { basicAuthorization, type CallResult, type Client } from '../client.ts';
import { find, findAll, parseXml, textOf, XmlError, type XmlElement } from '../exchange/xml.ts';
import type { Account } from './requests.ts';

export type EwsOutcome =
  | { readonly ok: true; readonly document: XmlElement; readonly result: CallResult }
  | { readonly ok: false; readonly status: number; readonly text: string };

/** One EWS call as the user. Everything but a success without an error message counts as refused. */
export async function callEws(
  client: Client,
  ewsUrl: string,
  account: Account,
  body: string,
  headers: Readonly<Record<string, string>>,
): Promise<EwsOutcome> {
  const authorization = basicAuthorization(account.user, account.password);
  try {
    const result = await client.call({
      ...{ url: ewsUrl, method: 'POST', body },
      headers: {
        'Content-Type': 'text/xml; charset=utf-8',
        Accept: 'text/xml',
        'User-Agent': 'LabNotificationService/2.0',
        Authorization: authorization,
        ...headers,
      },
      signal: AbortSignal.timeout(60_000),
    });
    return judge(result);
  } catch (error) {
    return { ok: false, status: 0, text: error instanceof Error ? error.message : String(error) };
  }
}

function judge(result: CallResult): EwsOutcome {
  const document = readDocument(result.body);
  const fault = textOf(find(document ?? undefined, 'faultstring'));
  if (result.status !== 200 || document === null) {
    return {
      ok: false,
      status: result.status,
      text: fault ?? result.body.toString('utf8', 0, 300),
    };
  }
  const code = findAll(document, 'ResponseCode')
    .map(textOf)
    .find((found) => found !== 'NoError');
  return code === undefined
    ? { ok: true, document, result }
    : { ok: false, status: result.status, text: code };
}

function readDocument(body: Buffer): XmlElement | null {
  try {
    return parseXml(body.toString('utf8'));
  } catch (error) {
    if (error instanceof XmlError) return null;
    throw error;
  }
}
