/** What a reason says to a person. One table for the block answer, `why`, the log and the window. */
import type { Reason } from './decision.ts';

export const reasonTexts: Readonly<Record<Reason, string>> = {
  DEVICE_WIPED: 'The device was wiped, or a wipe was commanded.',
  DEVICE_UNENROLLED: 'The device is no longer enrolled in device management.',
  DEVICE_REMOVED: 'The device was deleted from device management.',
  DEVICE_NOT_MANAGED: 'The device is not managed.',
  DEVICE_COMPROMISED: 'The device is compromised (jailbroken or rooted).',
  DEVICE_NOT_ENCRYPTED: 'The device is not encrypted.',
  DEVICE_OUT_OF_CONTACT: 'The device has not reported to device management for too long.',
  DEVICE_MODEL: 'The model of the device is not allowed.',
  DEVICE_OS: 'The operating system of the device is not allowed.',
  DEVICE_NO_PROFILE: 'The device has no ActiveSync profile from device management.',
  DEVICE_TYPE: 'The ActiveSync device type is not allowed.',
  MAIL_CLIENT: 'The mail client is not allowed.',
  USER_NOT_ALLOWED: 'The user is not allowed to use mail on devices.',
  UNKNOWN_DEVICE: 'The device is not known to device management.',
  UNKNOWN_USER: 'The user has no device in device management.',
  OVERRIDE_BLOCK: 'An administrator blocked the device.',
  OVERRIDE_ALLOW: 'An administrator allowed the device.',
  ALL_DEVICES_BLOCKED:
    'None of the devices of the user is compliant: all of them failed the check.',
  DEVICE_NOT_OF_USER: 'The device belongs to another user.',
  USER_MISMATCH: 'The request names another user than the one who signed in.',
  DEVICE_HEADER_UNTRUSTED:
    'The device header came from an address that may not name devices; it was removed.',
  ROUTE_UNKNOWN: 'The gateway does not serve this address.',
  EWS_PROXY_OFF: 'The EWS proxy is switched off (enable.boxer.ens.ews.proxy).',
  REQUEST_MALFORMED: 'The request is malformed.',
  AUTHENTICATION_UNSUPPORTED:
    'This authentication method cannot work through the gateway; use Basic or OAuth.',
  NO_METHOD_LEFT:
    'Exchange offered only authentication methods that cannot work through the gateway.',
  SOAP_UNREADABLE: 'The SOAP request could not be read.',
  UPSTREAM_UNREACHABLE: 'Exchange cannot be reached.',
  UPSTREAM_TLS: 'The TLS connection to Exchange failed.',
  UPSTREAM_TIMEOUT: 'Exchange did not answer in time.',
  COMPLIANT: 'The device is compliant.',
  COMPLIANCE_OFF: 'Compliance is switched off.',
  USER_AMBIGUOUS:
    'The user name fits several users of the directory; sign in with the full name (user@domain).',
  NO_IDENTITY: 'The request does not say who is asking.',
  ENS_ONLY: 'Only the notification service may use EWS here.',
  DIRECTORY_UNAVAILABLE: 'The device directory could not be read, so no device can be checked.',
  REQUEST_LOOP: 'The request came back to the gateway, or passed too many gateways.',
  REDIRECT_REFUSED:
    'Exchange sent the request to a server that the settings do not name (emailServer.redirectHosts).',
  CLIENT_CERTIFICATE:
    'The client certificate is missing or not accepted, or names another user than the one who signs in.',
  KERBEROS_REFUSED:
    'Active Directory or Exchange gives the user of the client certificate no access.',
  KERBEROS_FAILED:
    'The gateway could not sign in to Exchange for the user of the client certificate.',
  ENS_OPERATION:
    'The notification service may not use this EWS operation (compliance.ens.operations).',
  ENS_USER_AGENT:
    'The notification service may not use this User-Agent (compliance.ens.userAgents).',
  ENS_WEBHOOK:
    'The notification service may not have notifications sent to this host (compliance.ens.webhookHosts).',
  ENS_UNSUBSCRIBE:
    'The mailbox is blocked, but its subscription may be ended (compliance.ens.unsubscribePasses).',
};

/** What somebody who proved nothing reads, so that an attacker learns nothing (ARCHITECTURE.md, "One request's way"). */
export const undetailedText = 'Access blocked by policy.';

/** What `AUTHENTICATION_UNSUPPORTED` says where the gateway could do it, but does not. */
export const ntlmRefusedText =
  'NTLM is not allowed through this gateway; use Basic or OAuth, or have an administrator allow it (authentication.ntlm).';
export const negotiateRefusedText =
  "A client's own Kerberos ticket hides who signs in, and unknown users are blocked here; use Basic or OAuth.";
