// A mail server for tests. It reads its settings as one JSON line from standard
// input, and says as JSON lines on standard output at which port it listens and
// what it was given. Who a message is for says how the server behaves.
import { SMTPServer } from "smtp-server";
import { createInterface } from "node:readline";

const say = (thing) => process.stdout.write(JSON.stringify(thing) + "\n");
const refuse = (code, words) => Object.assign(new Error(words), { responseCode: code });

const recipients = {
  "unknown@example.org": refuse(550, "no unknown@example.org here"),
  "later@example.org": refuse(451, "ask later@example.org again"),
  "full@example.org": refuse(552, "the box of full@example.org is full"),
};
const texts = {
  "spam@example.org": refuse(554, "not for spam@example.org"),
  "busy@example.org": refuse(452, "no room for busy@example.org"),
};

function start({ tls, login, key, cert }) {
  const server = new SMTPServer({
    secure: tls === "tls",
    disabledCommands: [...(tls === "starttls" ? [] : ["STARTTLS"]), ...(login ? [] : ["AUTH"])],
    authOptional: !login,
    allowInsecureAuth: true,
    key,
    cert,
    disableReverseLookup: true,
    logger: false,
    onAuth: (auth, _, done) =>
      auth.username === "assay" && auth.password === "open sesame" ? done(null, { user: auth.username }) : done(refuse(535, "no")),
    onMailFrom: (from, _, done) => done(from.address === "nobody@example.org" ? refuse(553, "not you") : null),
    onRcptTo: (to, _, done) => done(recipients[to.address] ?? null),
    onData(stream, session, done) {
      const to = session.envelope.rcptTo[0].address;
      if (to === "cut@example.org") return server.connections.forEach((c) => c._socket.destroy());
      const parts = [];
      stream.on("data", (part) => parts.push(part));
      stream.on("end", () => {
        if (texts[to]) return done(texts[to]);
        say({ to, from: session.envelope.mailFrom.address, user: session.user || "", secure: session.secure, text: Buffer.concat(parts).toString() });
        done();
        if (to === "gone@example.org") setImmediate(() => server.connections.forEach((c) => c._socket.destroy()));
      });
    },
  });
  server.on("error", () => {}); // a client that is gone is what some tests are about
  server.listen(0, "127.0.0.1", () => say({ port: server.server.address().port }));
}

createInterface({ input: process.stdin })
  .once("line", (line) => start(JSON.parse(line)))
  .on("close", () => process.exit(0)); // whoever began it has ended
