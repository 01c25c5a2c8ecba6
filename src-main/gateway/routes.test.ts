import { describe, expect, it } from 'vitest';
import { forwardedTarget, matchRoute, routeTable } from './routes.ts';
import type { VendorSettings } from '../../src-shared/settings/in-force.ts';

const on: VendorSettings = { ewsProxy: true, removeUnsupportedAuth: true, ewsHost: null };
const limits = { connections: 1, connectionsPerAddress: 1, ewsBody: 64, easBody: 10 };
const table = routeTable({ extraPaths: [], limits });
const off: VendorSettings = { ...on, ewsProxy: false };

describe('the exact list of paths', () => {
  it.each([
    ['/EWS/Exchange.asmx', 'POST', '/EWS/Exchange.asmx'],
    ['/ews/exchange.asmx', 'POST', '/EWS/Exchange.asmx'],
    ['/eWs/ExChAnGe.AsMx', 'GET', '/EWS/Exchange.asmx'],
    ['/ews/services.wsdl', 'GET', '/EWS/Services.wsdl'],
    ['/EWS/messages.xsd', 'GET', '/EWS/messages.xsd'],
    ['/EWS/TYPES.XSD', 'HEAD', '/EWS/types.xsd'],
    ['/EWS/Exchange.asmx?wsdl', 'GET', '/EWS/Exchange.asmx?wsdl'],
    ['/microsoft-server-activesync', 'OPTIONS', '/Microsoft-Server-ActiveSync'],
    [
      '/Microsoft-Server-ActiveSync?Cmd=Sync&User=CONTOSO%5calice&DeviceId=a&DeviceType=b',
      'POST',
      '/Microsoft-Server-ActiveSync?Cmd=Sync&User=CONTOSO%5calice&DeviceId=a&DeviceType=b',
    ],
  ])('%s (%s) goes on as %s', (target, method, forwarded) => {
    const match = matchRoute(table, target, method, on);
    expect(match.kind).toBe('route');
    if (match.kind === 'route') {
      expect(forwardedTarget(match.route, match.query)).toBe(forwarded);
    }
  });

  it.each([
    '/EWS',
    '/EWS/',
    '/ews/',
    '/',
    '*',
    '/owa/',
    '/EWS/Exchange.asmx/',
    '/EWS/Exchange.asmx/wssecurity',
    '/EWS/mrsproxy.svc',
    '//EWS/Exchange.asmx',
    '/EWS//Exchange.asmx',
    '/EWS/../owa/',
    '/EWS/./Exchange.asmx',
    '/EWS/%45xchange.asmx',
    '/EWS/%2e%2e/owa/auth.owa',
    '/EWS\\Exchange.asmx',
    '/EWS/Exchange.asmx;x',
    '/EWS/Exchange.asmx%00',
    '/EWS/Exchange.asmx::$DATA',
    '/EWS/Exchange.asmx.',
    '/EWS/Exchange.asmx#x',
    'http://evil/EWS/Exchange.asmx',
    '/EWS/Exchange.asmx?a=/powershell',
    '/EWS/Exchange.asmx?Email=a@b',
    '/autodiscover/autodiscover.json?a@b/mapi/',
    '/autodiscover/autodiscover.xml',
    '/Microsoft-Server-ActiveSync/',
    `/EWS/Exchange.asmx?${'a'.repeat(9000)}`,
  ])('%s is unknown', (target) => {
    expect(matchRoute(table, target, 'POST', on).kind).toBe('unknown');
  });

  it('serves no EWS while the proxy is off, and ActiveSync all the same', () => {
    expect(matchRoute(table, '/EWS/Exchange.asmx', 'POST', off).kind).toBe('off');
    expect(matchRoute(table, '/ews/types.xsd', 'GET', off).kind).toBe('off');
    expect(matchRoute(table, '/Microsoft-Server-ActiveSync', 'OPTIONS', off).kind).toBe('route');
  });

  it.each([
    ['/EWS/Exchange.asmx', 'TRACE'],
    ['/EWS/Exchange.asmx', 'OPTIONS'],
    ['/EWS/Exchange.asmx', 'PUT'],
    ['/EWS/types.xsd', 'POST'],
    ['/Microsoft-Server-ActiveSync', 'GET'],
  ])('%s takes no %s', (target, method) => {
    expect(matchRoute(table, target, method, on).kind).toBe('method');
  });

  it('a path of the settings takes the place of none of the others', () => {
    const extraPaths = ['/ews/exchange.asmx', '/OAB/'];
    const longer = routeTable({ extraPaths, limits });
    const match = matchRoute(longer, '/EWS/Exchange.asmx', 'POST', on);
    expect(match).toMatchObject({ kind: 'route', route: { name: 'ews', maxBody: 64 } });
    expect(matchRoute(longer, '/oab/', 'GET', on)).toMatchObject({ route: { path: '/OAB/' } });
    expect(matchRoute(longer, '/oab/?a=b:c', 'GET', on).kind).toBe('unknown');
  });
});
