/**
 * The part of MIT's LDAP schema that a KDC writes and reads. Debian has the whole as documentation, which many images
 * leave out.
 */
const SYNTAX = {
  text: ['caseExactIA5Match', '1.3.6.1.4.1.1466.115.121.1.26'],
  words: ['caseIgnoreMatch', '1.3.6.1.4.1.1466.115.121.1.15'],
  number: ['integerMatch', '1.3.6.1.4.1.1466.115.121.1.27'],
  time: ['generalizedTimeMatch', '1.3.6.1.4.1.1466.115.121.1.24'],
  bytes: ['octetStringMatch', '1.3.6.1.4.1.1466.115.121.1.40'],
  name: ['distinguishedNameMatch', '1.3.6.1.4.1.1466.115.121.1.12'],
} as const;

type Attribute = readonly [
  name: string,
  id: string,
  syntax: keyof typeof SYNTAX,
  values: 'one' | 'many',
];

const NOVELL = '2.16.840.1.113719.1.301';

const ATTRIBUTES: readonly Attribute[] = [
  ['krbPrincipalName', `${NOVELL}.4.1.1`, 'text', 'many'],
  ['krbCanonicalName', '1.2.840.113554.1.4.1.6.1', 'text', 'one'],
  ['krbPrincipalType', `${NOVELL}.4.3.1`, 'number', 'one'],
  ['krbPrincipalExpiration', `${NOVELL}.4.6.1`, 'time', 'one'],
  ['krbTicketFlags', `${NOVELL}.4.8.1`, 'number', 'one'],
  ['krbMaxTicketLife', `${NOVELL}.4.9.1`, 'number', 'one'],
  ['krbMaxRenewableAge', `${NOVELL}.4.10.1`, 'number', 'one'],
  ['krbSearchScope', `${NOVELL}.4.25.1`, 'number', 'one'],
  ['krbPwdPolicyReference', `${NOVELL}.4.36.1`, 'name', 'one'],
  ['krbPasswordExpiration', `${NOVELL}.4.37.1`, 'time', 'one'],
  ['krbPrincipalKey', `${NOVELL}.4.39.1`, 'bytes', 'many'],
  ['krbTicketPolicyReference', `${NOVELL}.4.40.1`, 'name', 'one'],
  ['krbSubTrees', `${NOVELL}.4.41.1`, 'name', 'many'],
  ['krbDefaultEncSaltTypes', `${NOVELL}.4.42.1`, 'words', 'many'],
  ['krbSupportedEncSaltTypes', `${NOVELL}.4.43.1`, 'words', 'many'],
  ['krbPwdHistory', `${NOVELL}.4.44.1`, 'bytes', 'many'],
  ['krbLastPwdChange', `${NOVELL}.4.45.1`, 'time', 'one'],
  ['krbLastAdminUnlock', '1.3.6.1.4.1.5322.21.2.5', 'time', 'one'],
  ['krbMKey', `${NOVELL}.4.46.1`, 'bytes', 'many'],
  ['krbLastSuccessfulAuth', `${NOVELL}.4.48.1`, 'time', 'one'],
  ['krbLastFailedAuth', `${NOVELL}.4.49.1`, 'time', 'one'],
  ['krbLoginFailedCount', `${NOVELL}.4.50.1`, 'number', 'one'],
  ['krbExtraData', `${NOVELL}.4.51.1`, 'bytes', 'many'],
  ['krbObjectReferences', `${NOVELL}.4.52.1`, 'name', 'many'],
  ['krbPrincContainerRef', `${NOVELL}.4.53.1`, 'name', 'many'],
  ['krbPrincipalAuthInd', '2.16.840.1.113730.3.8.15.2.1', 'words', 'many'],
  ['krbAllowedToDelegateTo', '1.3.6.1.4.1.5322.21.2.4', 'text', 'many'],
];

const OF_A_REALM = [
  'krbMKey',
  'krbSubTrees',
  'krbSearchScope',
  'krbSupportedEncSaltTypes',
  'krbDefaultEncSaltTypes',
  'krbTicketPolicyReference',
  'krbPwdPolicyReference',
  'krbPrincContainerRef',
];

const OF_A_PRINCIPAL = [
  'krbPrincipalName',
  'krbCanonicalName',
  'krbPrincipalKey',
  'krbTicketPolicyReference',
  'krbPrincipalExpiration',
  'krbPasswordExpiration',
  'krbPwdPolicyReference',
  'krbPrincipalType',
  'krbPwdHistory',
  'krbLastPwdChange',
  'krbLastAdminUnlock',
  'krbLastSuccessfulAuth',
  'krbLastFailedAuth',
  'krbLoginFailedCount',
  'krbExtraData',
  'krbAllowedToDelegateTo',
  'krbPrincipalAuthInd',
];

const OF_A_TICKET = ['krbTicketFlags', 'krbMaxTicketLife', 'krbMaxRenewableAge'];

type ObjectClass = readonly [name: string, id: string, rest: string];

const may = (names: readonly string[]): string => `MAY ( ${names.join(' $ ')} )`;

const CLASSES: readonly ObjectClass[] = [
  ['krbContainer', `${NOVELL}.6.1.1`, 'STRUCTURAL MUST cn'],
  ['krbRealmContainer', `${NOVELL}.6.2.1`, `STRUCTURAL MUST cn ${may(OF_A_REALM)}`],
  ['krbPrincipalAux', `${NOVELL}.6.8.1`, `AUXILIARY ${may(OF_A_PRINCIPAL)}`],
  ['krbPrincipal', `${NOVELL}.6.9.1`, 'STRUCTURAL MUST krbPrincipalName MAY krbObjectReferences'],
  ['krbTicketPolicyAux', `${NOVELL}.6.16.1`, `AUXILIARY ${may(OF_A_TICKET)}`],
];

/** For `include` in slapd.conf(5). */
export function ldapSchema(): string {
  const attributes = ATTRIBUTES.map(([name, id, syntax, values]) => {
    const [match, type] = SYNTAX[syntax];
    // Searched for by the beginning of the text.
    const part = syntax === 'text' ? ' SUBSTR caseExactSubstringsMatch' : '';
    const single = values === 'one' ? ' SINGLE-VALUE' : '';
    return `attributetype ( ${id} NAME '${name}' EQUALITY ${match}${part} SYNTAX ${type}${single} )`;
  });
  const classes = CLASSES.map(
    ([name, id, rest]) => `objectclass ( ${id} NAME '${name}' SUP top ${rest} )`,
  );
  return `${[...attributes, ...classes].join('\n')}\n`;
}
