package post

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/mail"
	"net/textproto"
	"net/url"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"assay/skill"
)

// A Secrecy is how a connection to a mail server is kept from listeners.
type Secrecy string

// The ways.
const (
	STARTTLS Secrecy = "starttls" // begun in clear, then TLS or nothing; usual at port 587
	TLS      Secrecy = "tls"      // from the first byte; usual at port 465
	Clear    Secrecy = "clear"    // none; to this very machine alone
)

// A MailServer is where mail is handed over, and in whose name.
type MailServer struct {
	Host     string
	Port     int
	Secrecy  Secrecy
	User     string // none: without login
	Password string
	From     string         // the sender: an address, or a name with one
	Roots    *x509.CertPool // who may vouch for the server; nil: whom this machine trusts
}

// MailServerAt reads smtp://USER@HOST:PORT, which is STARTTLS but to this very
// machine, whose mail programs have no certificate that anybody vouches for, or
// smtps://, which is TLS. Ports are 587, 25 and 465 where none is named. Reasons:
// post.server, post.password (it stands in the address, for all to see).
func MailServerAt(address string) (s MailServer, err error) {
	at, err := url.Parse(address)
	if err != nil || strings.Trim(at.Path, "/") != "" {
		return s, skill.Fail(skill.Invalid, "post.server")
	}
	if _, there := at.User.Password(); there {
		return s, skill.Fail(skill.Denied, "post.password")
	}
	s = MailServer{Host: at.Hostname(), User: at.User.Username()}
	usual := ""
	switch {
	case at.Scheme == "smtps":
		s.Secrecy, usual = TLS, "465"
	case at.Scheme == "smtp" && loopback(s.Host):
		s.Secrecy, usual = Clear, "25"
	case at.Scheme == "smtp":
		s.Secrecy, usual = STARTTLS, "587"
	}
	if s.Port, err = strconv.Atoi(cmp.Or(at.Port(), usual)); err != nil {
		return s, skill.Fail(skill.Invalid, "post.server")
	}
	return s, nil
}

// A Mail sends by SMTP, a connection for each message. Make one with NewMail.
type Mail struct {
	host    string
	from    *mail.Address
	options []gomail.Option
	now     func() time.Time
}

// NewMail makes a carrier of mail. Reasons: post.sender (From is no address),
// post.insecure (Clear to another machine), post.server (host, port or secrecy).
func NewMail(s MailServer, now func() time.Time) (*Mail, error) {
	from, err := mail.ParseAddress(s.From)
	if err != nil {
		return nil, skill.Fail(skill.Invalid, "post.sender")
	}
	if s.Secrecy == Clear && !loopback(s.Host) {
		return nil, skill.Fail(skill.Denied, "post.insecure", "host", s.Host)
	}
	m := &Mail{host: s.Host, from: from, now: now, options: []gomail.Option{
		gomail.WithPort(s.Port), gomail.WithTimeout(sendTime), gomail.WithoutNoop(),
		gomail.WithTLSConfig(&tls.Config{ServerName: s.Host, RootCAs: s.Roots, MinVersion: tls.VersionTLS12}),
	}}
	switch s.Secrecy {
	case STARTTLS:
		m.options = append(m.options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	case TLS:
		m.options = append(m.options, gomail.WithSSL())
	case Clear:
		m.options = append(m.options, gomail.WithTLSPolicy(gomail.NoTLS))
	default:
		return nil, skill.Fail(skill.Invalid, "post.server")
	}
	if s.User != "" {
		m.options = append(m.options, gomail.WithUsername(s.User), gomail.WithPassword(s.Password),
			gomail.WithOpportunisticSMTPAuth(gomail.SMTPAuthSCRAMSHA256, gomail.SMTPAuthPlain, gomail.SMTPAuthLogin))
	}
	if _, err := gomail.NewClient(m.host, m.options...); err != nil {
		return nil, skill.Fail(skill.Invalid, "post.server").Because(err)
	}
	return m, nil
}

// Send implements Carrier.
func (m *Mail) Send(ctx context.Context, msg Message) error {
	letter, err := m.letter(msg)
	if err != nil {
		return err
	}
	client, err := gomail.NewClient(m.host, m.options...)
	if err != nil {
		return unreachable(err)
	}
	if err := client.DialWithContext(ctx); err != nil {
		return notMet(err)
	}
	defer func() { _ = client.Close() }() // the message is over by then, well or not
	err = client.Send(letter)
	if err == nil || letter.IsDelivered() { // a server may hang up once it has the message
		return nil
	}
	return unsent(err)
}

// letter is the message in the form of mail.
// Source: RFC 5322; RFC 3834, 5 for Auto-Submitted.
func (m *Mail) letter(msg Message) (*gomail.Msg, error) {
	to, err := mail.ParseAddress(msg.To.Reveal())
	if err != nil || to.Name != "" || to.Address != msg.To.Reveal() {
		return nil, noAddress("form")
	}
	_, domain, _ := strings.Cut(m.from.Address, "@")
	letter := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	letter.FromMailAddress(m.from)
	letter.ToMailAddress(to)
	letter.Subject(msg.Subject)
	letter.SetDateWithValue(m.now())
	letter.SetMessageIDWithValue(msg.ID + "@" + domain)
	letter.SetGenHeader("Auto-Submitted", "auto-generated")
	letter.SetGenHeader("Content-Language", msg.Lang)
	letter.SetBodyString(gomail.TypeTextPlain, msg.Text)
	return letter, nil
}

// notMet tells a refused login from a server that is not there.
func notMet(err error) error {
	if e, ok := errors.AsType[*textproto.Error](err); ok && e.Code/100 == 5 {
		return noLogin(strconv.Itoa(e.Code))
	}
	return unreachable(err)
}

// unsent says what a server refused, in our words: its own may repeat the
// address.
func unsent(err error) error {
	e, ok := errors.AsType[*gomail.SendError](err)
	if !ok {
		return deferred("none")
	}
	status := "none" // it fell silent or hung up
	if e.ErrorCode() > 0 {
		status = strconv.Itoa(e.ErrorCode())
	}
	switch {
	case e.ErrorCode()/100 != 5:
		return deferred(status)
	case e.Reason == gomail.ErrSMTPRcptTo:
		return noAddress(status)
	case e.Reason == gomail.ErrSMTPMailFrom: // of our sender, not of the message
		return noLogin(status)
	}
	return refused(status)
}
