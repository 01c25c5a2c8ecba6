/** What `acceptor.ts` runs: python3-gssapi is the one acceptor in Debian that can want a channel binding. */
export const ACCEPTOR = `
import base64, hashlib, http.server, json, ssl, sys
import gssapi
from gssapi.raw import ChannelBindings

wanted = json.load(sys.stdin)
CHANNEL_BOUND = 0x800  # GSS_C_CHANNEL_BOUND_FLAG
with open(wanted["certificate"]) as file:
    certificate = ssl.PEM_cert_to_DER_cert(file.read())
# RFC 5929, section 4.1
point = b"tls-server-end-point:" + hashlib.new(wanted["hash"], certificate).digest()
bindings = None if wanted["channelBinding"] == "none" else ChannelBindings(application_data=point)
credentials = gssapi.Credentials(usage="accept", store={"keytab": wanted["keytab"]})

def accept(token):
    context = gssapi.SecurityContext(creds=credentials, usage="accept", channel_bindings=bindings)
    answer = context.step(token)
    if not context.complete:
        raise ValueError("the context is not complete")
    flags = int(context.actual_flags)
    if wanted["channelBinding"] == "require" and not flags & CHANNEL_BOUND:
        raise ValueError("no channel binding")
    return str(context.initiator_name), flags, answer

class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Its small answers wait for nothing.
    disable_nagle_algorithm = True

    def read_body(self):
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            while True:
                size = int(self.rfile.readline().split(b";")[0], 16)
                self.rfile.read(size)
                self.rfile.readline()
                if size == 0:
                    return
        self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def answer(self, status, body, headers):
        data = json.dumps(body).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def handle_request(self):
        self.read_body()
        scheme, _, value = self.headers.get("Authorization", "").partition(" ")
        try:
            if scheme != "Negotiate":
                raise ValueError("no token")
            user, flags, token = accept(base64.b64decode(value))
        except (ValueError, gssapi.exceptions.GSSError) as error:
            self.answer(401, {"refused": str(error)}, {"WWW-Authenticate": "Negotiate"})
            return
        headers = {"X-Remote-User": user}
        if token:
            headers["WWW-Authenticate"] = "Negotiate " + base64.b64encode(token).decode()
        self.answer(200, {"user": user, "flags": flags}, headers)

    do_GET = do_POST = do_OPTIONS = do_HEAD = handle_request

    def log_message(self, *_):
        pass

class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    # Here, and not at the listener: a slow handshake holds nobody else up.
    def finish_request(self, request, address):
        try:
            self.RequestHandlerClass(tls.wrap_socket(request, server_side=True), address, self)
        except (OSError, ValueError):
            pass

tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
tls.load_cert_chain(wanted["certificate"], wanted["key"])
Server(("127.0.0.1", wanted["port"]), Handler).serve_forever()
`;
