package post

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"io"
	"math/big"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"assay/skill"
)

// settings are how the mail server behaves; testdata/smtp.mjs reads them.
type settings struct {
	TLS   Secrecy `json:"tls"`
	Login bool    `json:"login"`
	Key   string  `json:"key"`
	Cert  string  `json:"cert"`
}

// A said is one line of the mail server.
type said struct {
	Port     int
	To, From string
	User     string
	Secure   bool
	Text     string
}

// A mailServer is a real program, npm's smtp-server, on a port of its own.
type mailServer struct {
	MailServer
	lines *bufio.Scanner
}

// serveMail starts the server; it ends with the test.
func serveMail(t *testing.T, secrecy Secrecy, login bool) *mailServer {
	t.Helper()
	if _, err := exec.LookPath("node"); err != nil {
		t.Skip("no mail server to send to: Node is not installed")
	}
	if _, err := os.Stat("../node_modules/smtp-server"); err != nil {
		t.Skip("no mail server to send to: smtp-server of npm is not installed (make test fetches it)")
	}
	key, cert, roots := certificate(t)
	program := exec.CommandContext(t.Context(), "node", "testdata/smtp.mjs")
	program.Stderr = os.Stderr
	in, err1 := program.StdinPipe()
	out, err2 := program.StdoutPipe()
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	if err := program.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = in.Close() // which ends it
		_ = program.Wait()
	})
	if err := json.NewEncoder(in).Encode(settings{secrecy, login, key, cert}); err != nil {
		t.Fatal(err)
	}
	s := &mailServer{lines: bufio.NewScanner(out)}
	s.lines.Buffer(nil, 1<<20)
	s.MailServer = MailServer{Host: "127.0.0.1", Port: s.next(t).Port, Secrecy: secrecy, From: "样例中心 <noreply@example.org>", Roots: roots}
	if login {
		s.User, s.Password = "assay", "open sesame"
	}
	return s
}

// next is what the server says next.
func (s *mailServer) next(t *testing.T) (line said) {
	t.Helper()
	if !s.lines.Scan() {
		t.Fatal("the mail server says nothing more:", s.lines.Err())
	}
	if err := json.Unmarshal(s.lines.Bytes(), &line); err != nil {
		t.Fatal(err, s.lines.Text())
	}
	return line
}

func (s *mailServer) send(t *testing.T, to string) error {
	t.Helper()
	m, err := NewMail(s.MailServer, still)
	if err != nil {
		t.Fatal(err)
	}
	return m.Send(t.Context(), message(skill.ByMail, to))
}

// certificate is the server's, in PEM, and the pool that vouches for it.
func certificate(t *testing.T) (key, cert string, roots *x509.CertPool) {
	t.Helper()
	secret, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	about := &x509.Certificate{
		SerialNumber: big.NewInt(1), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC),
	}
	der, err := x509.CreateCertificate(rand.Reader, about, about, secret.Public(), secret)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(secret)
	if err != nil {
		t.Fatal(err)
	}
	cert = string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	roots = x509.NewCertPool()
	roots.AppendCertsFromPEM([]byte(cert))
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})), cert, roots
}

func TestMailArrives(t *testing.T) {
	for _, c := range []struct {
		secrecy Secrecy
		login   bool
	}{{STARTTLS, true}, {STARTTLS, false}, {TLS, true}, {Clear, true}, {Clear, false}} {
		name := string(c.secrecy)
		if c.login {
			name += " with login"
		}
		t.Run(name, func(t *testing.T) {
			s := serveMail(t, c.secrecy, c.login)
			if err := s.send(t, "li@example.org"); err != nil {
				t.Fatal(err)
			}
			got := s.next(t)
			if got.To != "li@example.org" || got.From != "noreply@example.org" || got.Secure != (c.secrecy != Clear) || got.User != s.User {
				t.Errorf("%+v", got)
			}
			arrived(t, got.Text)
		})
	}
}

// arrived reads a message as a mail program would.
func arrived(t *testing.T, text string) {
	t.Helper()
	m, err := mail.ReadMessage(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	var words mime.WordDecoder
	for header, want := range map[string]string{
		"Subject": "登录验证码", "From": "样例中心 <noreply@example.org>", "To": "<li@example.org>", "Date": "Fri, 20 Nov 2026 01:02:03 +0000",
		"Message-ID": "<" + letterID + "@example.org>", "Auto-Submitted": "auto-generated", "Content-Language": "zh",
		"Content-Type": "text/plain; charset=UTF-8", "X-Mailer": "", "User-Agent": "",
	} {
		if got, err := words.DecodeHeader(m.Header.Get(header)); err != nil || strings.ReplaceAll(got, `"`, "") != want {
			t.Errorf("%s: %q, want %q: %v", header, got, want, err)
		}
	}
	body, err := io.ReadAll(quotedprintable.NewReader(m.Body))
	if err != nil || strings.TrimSpace(string(body)) != secretText {
		t.Errorf("%q, %v", body, err)
	}
}

// Source: RFC 5321, 4.2.1: 4yz may pass, 5yz is for good.
func TestMailIsRefused(t *testing.T) {
	s := serveMail(t, Clear, false)
	for _, c := range []struct {
		to, reason, status string
		lasting            bool
	}{
		{"unknown@example.org", "post.address", "550", true},
		{"full@example.org", "post.address", "552", true},
		{"later@example.org", "post.deferred", "451", false},
		{"spam@example.org", "post.refused", "554", true},
		{"busy@example.org", "post.deferred", "452", false},
		{"cut@example.org", "post.deferred", "none", false}, // it hangs up amid the text
	} {
		refusal(t, s.send(t, c.to), c.to, c.reason, c.status, c.lasting)
	}
	if err := s.send(t, "gone@example.org"); err != nil { // it hangs up once it has the message
		t.Errorf("a message that was taken over is sent again: %v", err)
	}
	if got := s.next(t); got.To != "gone@example.org" {
		t.Errorf("%+v", got)
	}
}

// The operator's faults are told apart from the message's: it is kept until they
// are mended.
func TestMailServerRefusesUs(t *testing.T) {
	s := serveMail(t, STARTTLS, true)
	wrong := *s
	wrong.Password = "guessed"
	refusal(t, wrong.send(t, "li@example.org"), "guessed", "post.login", "535", false)
	wrong = *s
	wrong.User = ""
	refusal(t, wrong.send(t, "li@example.org"), "li@example.org", "post.login", "530", false)
	wrong = *s
	wrong.From = "nobody@example.org"
	refusal(t, wrong.send(t, "li@example.org"), "li@example.org", "post.login", "553", false)
	wrong = *s
	wrong.Roots = x509.NewCertPool()
	refusal(t, wrong.send(t, "li@example.org"), "li@example.org", "post.unreachable", "", false)
	wrong = *s
	wrong.Secrecy = TLS
	refusal(t, wrong.send(t, "li@example.org"), "li@example.org", "post.unreachable", "", false)

	plain := serveMail(t, Clear, false)
	plain.Secrecy = STARTTLS
	refusal(t, plain.send(t, "li@example.org"), "li@example.org", "post.unreachable", "", false)
}

func TestMailServerIsNotThere(t *testing.T) {
	on, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := mailServer{MailServer: MailServer{Host: "127.0.0.1", Port: on.Addr().(*net.TCPAddr).Port, Secrecy: Clear, From: "noreply@example.org"}}
	if err := on.Close(); err != nil {
		t.Fatal(err)
	}
	refusal(t, s.send(t, "li@example.org"), "li@example.org", "post.unreachable", "", false)
	m, err := NewMail(s.MailServer, still)
	if err != nil {
		t.Fatal(err)
	}
	ended, end := context.WithCancel(t.Context())
	end()
	refusal(t, m.Send(ended, message(skill.ByMail, "li@example.org")), "li@example.org", "post.unreachable", "", false)
}

// Whoever chose an address cannot write a header, a second recipient or a command.
func TestAnAddressThatIsNone(t *testing.T) {
	m, err := NewMail(MailServer{Host: "127.0.0.1", Port: 1, Secrecy: Clear, From: "noreply@example.org"}, still)
	if err != nil {
		t.Fatal(err)
	}
	for _, to := range []string{
		"", "li", "li@", "@example.org", "li@example.org, wang@example.org", "Li <li@example.org>", "<li@example.org>",
		"li@example.org\r\nBcc: wang@example.org", "13800000000",
	} {
		refusal(t, m.Send(t.Context(), message(skill.ByMail, to)), to, "post.address", "form", true)
	}
}

func TestAMailServerIsSetUp(t *testing.T) {
	good := MailServer{Host: "mail.example.org", Port: 587, Secrecy: STARTTLS, From: "noreply@example.org"}
	for name, c := range map[string]struct {
		spoil func(*MailServer)
		want  string
	}{
		"as it should be":        {func(*MailServer) {}, ""},
		"a sender with a name":   {func(s *MailServer) { s.From = "样例中心 <noreply@example.org>" }, ""},
		"in clear to another":    {func(s *MailServer) { s.Secrecy = Clear }, "post.insecure"},
		"in clear to this one":   {func(s *MailServer) { s.Secrecy, s.Host = Clear, "localhost" }, ""},
		"without a sender":       {func(s *MailServer) { s.From = "" }, "post.sender"},
		"a sender that is none":  {func(s *MailServer) { s.From = "noreply" }, "post.sender"},
		"without a host":         {func(s *MailServer) { s.Host = "" }, "post.server"},
		"a port that is none":    {func(s *MailServer) { s.Port = 70000 }, "post.server"},
		"a secrecy nobody knows": {func(s *MailServer) { s.Secrecy = "" }, "post.server"},
	} {
		s := good
		c.spoil(&s)
		if _, err := NewMail(s, still); skill.ReasonOf(err) != c.want {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

func TestTheAddressOfAMailServer(t *testing.T) {
	for address, want := range map[string]MailServer{
		"smtp://assay@mail.example.org":                {Host: "mail.example.org", Port: 587, Secrecy: STARTTLS, User: "assay"},
		"smtp://mail.example.org:25":                   {Host: "mail.example.org", Port: 25, Secrecy: STARTTLS},
		"smtp://noreply@example.org@mail.example.org/": {Host: "mail.example.org", Port: 587, Secrecy: STARTTLS, User: "noreply@example.org"},
		"smtps://assay@mail.example.org":               {Host: "mail.example.org", Port: 465, Secrecy: TLS, User: "assay"},
		"smtps://127.0.0.1":                            {Host: "127.0.0.1", Port: 465, Secrecy: TLS},
		"smtp://localhost":                             {Host: "localhost", Port: 25, Secrecy: Clear},
		"smtp://assay@[::1]:2525":                      {Host: "::1", Port: 2525, Secrecy: Clear, User: "assay"},
	} {
		if got, err := MailServerAt(address); err != nil || got != want {
			t.Errorf("%s: %+v, %v", address, got, err)
		}
	}
	for address, want := range map[string]string{
		"smtp://assay:secret@mail.example.org": "post.password",
		"smtps://assay:@mail.example.org":      "post.password",
		"http://mail.example.org":              "post.server",
		"mail.example.org:587":                 "post.server",
		"mail.example.org":                     "post.server",
		"smtp://mail.example.org/inbox":        "post.server",
		"smtp://mail.example.org:smtp":         "post.server",
		"":                                     "post.server",
	} {
		if _, err := MailServerAt(address); skill.ReasonOf(err) != want {
			t.Errorf("%s: %v, want %s", address, err, want)
		}
	}
}
