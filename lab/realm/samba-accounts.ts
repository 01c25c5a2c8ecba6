/** Changes of a Samba domain, in one process of Samba's Python: samba-tool would need one for each. */
import { mustRun } from './process.ts';
import type { Environment } from './process.ts';

export type SambaChange =
  | {
      readonly change: 'add';
      readonly account: string;
      readonly password: string;
      readonly upn?: string;
      readonly spn?: string;
      /** Bits of userAccountControl. */
      readonly flags: number;
      readonly delegates: readonly string[];
    }
  | { readonly change: 'password'; readonly account: string; readonly password: string }
  | {
      readonly change: 'delegation';
      readonly account: string;
      readonly delegates: readonly string[];
    }
  | { readonly change: 'flags'; readonly account: string; readonly flags: number }
  /** Writes the keys of an account or SPN to a file that is not there yet. */
  | { readonly change: 'keytab'; readonly principal: string; readonly file: string };

// [MS-ADTS] 2.2.16
export const FLAGS = {
  disabled: 0x2,
  normal: 0x200,
  passwordLasts: 0x1_0000,
  notDelegated: 0x10_0000,
  noPreauthentication: 0x40_0000,
  /** TRUSTED_TO_AUTH_FOR_DELEGATION */
  transition: 0x100_0000,
} as const;

/** AES 128 and 256, [MS-KILE] 2.2.7. */
const AES = 24;

/** It is thrown away: rather fast than lasting. */
export const SAMBA_ENV: Environment = { TDB_NO_FSYNC: '1' };

const SCRIPT = `
import json, sys
import samba.dckeytab  # gives Net its export_keytab
from ldb import FLAG_MOD_REPLACE, Message, MessageElement
from samba.auth import system_session
from samba.credentials import Credentials
from samba.net import Net
from samba.param import LoadParm
from samba.samdb import SamDB

wanted = json.load(sys.stdin)
lp = LoadParm(wanted["configuration"])
db = SamDB(url=wanted["database"], session_info=system_session(), lp=lp)
net = Net(Credentials(), lp)

def set_values(account, **values):
    found = db.search(expression="(sAMAccountName=%s)" % account, attrs=[])
    message = Message(found[0].dn)
    for name, value in values.items():
        name = name.replace("_", "-")
        message[name] = MessageElement(value, FLAG_MOD_REPLACE, name)
    db.modify(message)

def add(account, password, flags, delegates, upn=None, spn=None):
    db.newuser(account, password)
    values = {
        "userAccountControl": str(flags),
        "msDS_SupportedEncryptionTypes": "${AES}",
    }
    if upn: values["userPrincipalName"] = upn
    if spn: values["servicePrincipalName"] = spn
    if delegates: values["msDS_AllowedToDelegateTo"] = delegates
    set_values(account, **values)

keytabs = [each for each in wanted["changes"] if each["change"] == "keytab"]
changes = [each for each in wanted["changes"] if each["change"] != "keytab"]

db.transaction_start()
for each in changes:
    change = each.pop("change")
    if change == "add":
        add(**each)
    elif change == "password":
        db.setpassword("(sAMAccountName=%s)" % each["account"], each["password"])
    elif change == "delegation":
        set_values(each["account"], msDS_AllowedToDelegateTo=each["delegates"])
    elif change == "flags":
        set_values(each["account"], userAccountControl=str(each["flags"]))
    else:
        sys.exit("unknown change " + change)
db.transaction_commit()

# From what is written, with a connection of its own.
for each in keytabs:
    net.export_keytab(keytab=each["file"], principal=each["principal"])
`;

export async function changeDomain(
  domain: { readonly configuration: string; readonly database: string },
  changes: readonly SambaChange[],
): Promise<void> {
  await mustRun({
    command: 'python3',
    args: ['-c', SCRIPT],
    env: SAMBA_ENV,
    input: JSON.stringify({ ...domain, changes }),
  });
}
