package main

import (
	"cmp"
	"io"
	"os"
	"strings"

	"assay/post"
	"assay/skill"
)

// outlets are the ways on which messages leave. Commands that send embed it.
type outlets struct {
	Mail         string            `env:"ASSAY_MAIL" help:"Mail server: smtp://USER@HOST:PORT (STARTTLS) or smtps:// (TLS at once)." placeholder:"URL"`
	MailFrom     string            `env:"ASSAY_MAIL_FROM" help:"Sender of mail (default: the user of --mail)." placeholder:"ADDRESS"`
	MailPassword string            `env:"ASSAY_MAIL_PASSWORD_FILE" help:"File with the password of the mail server (or the password itself in ASSAY_MAIL_PASSWORD)." placeholder:"FILE"`
	SMS          string            `name:"sms" env:"ASSAY_SMS" help:"Gateway of short messages, see docs/commands.md." placeholder:"URL"`
	SMSKey       string            `name:"sms-key" env:"ASSAY_SMS_KEY_FILE" help:"File with the key that signs what the gateway is asked." placeholder:"FILE"`
	SMSTemplate  map[string]string `name:"sms-template" env:"ASSAY_SMS_TEMPLATE" help:"The sender's name of its approved text for a kind of message." placeholder:"KIND=ID"`
	Spool        string            `env:"ASSAY_SPOOL" help:"Folder for the messages that have no other way." placeholder:"DIR"`
}

// A set of ways, to be closed.
type ways struct {
	to    map[skill.Channel]post.Carrier
	spool io.Closer
}

// Close gives the spool back.
func (w ways) Close() error {
	if w.spool == nil {
		return nil
	}
	return w.spool.Close()
}

// ways makes a carrier for each channel that was set up.
func (o outlets) ways(e *env) (w ways, err error) {
	w.to = map[skill.Channel]post.Carrier{}
	if o.Mail != "" {
		server, err := o.mailServer()
		if err != nil {
			return w, err
		}
		if w.to[skill.ByMail], err = post.NewMail(server, e.now); err != nil {
			return w, err
		}
	}
	if o.SMS != "" {
		key, err := secretIn(o.SMSKey)
		if err != nil {
			return w, err
		}
		if w.to[skill.BySMS], err = post.NewSMS(post.Gateway{URL: o.SMS, Key: []byte(key), Templates: o.SMSTemplate}, e.now); err != nil {
			return w, err
		}
	}
	return w, o.openSpool(&w)
}

func (o outlets) openSpool(w *ways) error {
	if o.Spool == "" {
		return nil
	}
	spool, err := post.OpenSpool(o.Spool)
	if err != nil {
		return err
	}
	w.spool = spool
	for _, c := range skill.Channels() {
		if w.to[c] == nil {
			w.to[c] = spool
		}
	}
	return nil
}

func (o outlets) mailServer() (post.MailServer, error) {
	s, err := post.MailServerAt(o.Mail)
	if err != nil {
		return s, err
	}
	s.From = cmp.Or(o.MailFrom, s.User)
	s.Password = os.Getenv("ASSAY_MAIL_PASSWORD")
	if o.MailPassword != "" {
		s.Password, err = secretIn(o.MailPassword)
	}
	return s, err
}

// secretIn is what a file holds, without the end of its line. No file holds
// nothing.
func secretIn(name string) (string, error) {
	if name == "" {
		return "", nil
	}
	content, err := os.ReadFile(name)
	if err != nil {
		return "", skill.Fail(skill.Invalid, "post.file", "file", name).Because(err)
	}
	return strings.TrimRight(string(content), "\r\n"), nil
}
