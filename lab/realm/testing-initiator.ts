/** A client with a channel binding of its own making, by the same GSSAPI that accepts. */
import type { Acceptor } from './acceptor.ts';
import { mustRun } from './process.ts';
import type { Realm } from './types.ts';

const INITIATOR = `
import base64, hashlib, http.client, json, socket, ssl, sys
import gssapi
from gssapi.raw import ChannelBindings

wanted = json.load(sys.stdin)
context = ssl._create_unverified_context()
connection = http.client.HTTPSConnection("127.0.0.1", wanted["port"], context=context, timeout=20)
connection.connect()
certificate = connection.sock.getpeercert(True)
if wanted["binding"] == "wrong":
    certificate += b"!"
point = b"tls-server-end-point:" + hashlib.sha256(certificate).digest()
bindings = None if wanted["binding"] == "none" else ChannelBindings(application_data=point)
name = gssapi.Name("HTTP@" + wanted["host"], gssapi.NameType.hostbased_service)
spnego = gssapi.OID.from_int_seq("1.3.6.1.5.5.2")
flags = gssapi.RequirementFlag.mutual_authentication
made = gssapi.SecurityContext(name=name, mech=spnego, usage="initiate", flags=flags, channel_bindings=bindings)
token = made.step()
authorization = {"Authorization": "Negotiate " + base64.b64encode(token).decode()}
for _ in range(wanted["times"]):
    connection.request("POST", "/EWS/Exchange.asmx", "<Envelope/>", authorization)
    response = connection.getresponse()
    body = json.loads(response.read())
    challenge = response.headers.get("WWW-Authenticate", "")
if response.status == 200:
    made.step(base64.b64decode(challenge.partition(" ")[2]))
print(json.dumps({"status": response.status, "complete": made.complete, **body}))
`;

export interface Accepted {
  readonly status: number;
  /** The server's own token was right. */
  readonly complete: boolean;
  readonly user?: string;
  readonly flags?: number;
  readonly refused?: string;
}

export async function initiate(options: {
  readonly realm: Realm;
  readonly acceptor: Acceptor;
  readonly cache: string;
  readonly binding: 'right' | 'wrong' | 'none';
  /** How often the token is sent. */
  readonly times?: number;
}): Promise<Accepted> {
  const { realm, acceptor, cache, binding, times = 1 } = options;
  const output = await mustRun({
    command: 'python3',
    args: ['-c', INITIATOR],
    input: JSON.stringify({ port: acceptor.port, host: acceptor.host, binding, times }),
    env: { ...realm.env, KRB5CCNAME: cache },
  });
  return JSON.parse(output) as Accepted;
}
