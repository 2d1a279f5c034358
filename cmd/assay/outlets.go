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
		if w.to[skill.ByMail], err = o.mail(e); err != nil {
			return w, err
		}
	}
	if o.SMS != "" {
		if w.to[skill.BySMS], err = o.sms(e); err != nil {
			return w, err
		}
	}
	if o.Spool == "" {
		return w, nil
	}
	spool, err := post.OpenSpool(o.Spool)
	if err != nil {
		return w, err
	}
	w.spool = spool
	for _, c := range skill.Channels() {
		if w.to[c] == nil {
			w.to[c] = spool
		}
	}
	return w, nil
}

func (o outlets) mail(e *env) (post.Carrier, error) {
	s, err := post.MailServerAt(o.Mail)
	if err != nil {
		return nil, err
	}
	s.From = cmp.Or(o.MailFrom, s.User)
	s.Password = os.Getenv("ASSAY_MAIL_PASSWORD")
	if o.MailPassword != "" {
		if s.Password, err = secretIn(o.MailPassword); err != nil {
			return nil, err
		}
	}
	return post.NewMail(s, e.now)
}

func (o outlets) sms(e *env) (post.Carrier, error) {
	key, err := secretIn(o.SMSKey)
	if err != nil {
		return nil, err
	}
	return post.NewSMS(post.Gateway{URL: o.SMS, Key: []byte(key), Templates: o.SMSTemplate}, e.now)
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
