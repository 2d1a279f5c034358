package main

import (
	"log/slog"
	"net/netip"

	"assay/locale"
	"assay/office/issuance"
	"assay/skill"
)

// serveCmd is `assay serve`: the public's pages, the API and the public log over
// one installation.
type serveCmd struct {
	place
	outlets
	Addr      string         `default:"127.0.0.1:8080" help:"Address to listen on." placeholder:"HOST:PORT"`
	Host      string         `help:"Host that QR codes name (default: --addr)." placeholder:"HOST"`
	Contact   string         `help:"Whom to tell of a doubt: an office with its telephone or address."`
	Elsewhere string         `default:"zscx.osta.org.cn" help:"Host of the national query." placeholder:"HOST"`
	BodyURL   string         `default:"pjjg.osta.org.cn" help:"Where assessment bodies are looked up; printed on certificates." placeholder:"HOST"`
	Province  string         `help:"Where the province's certificates are looked up; printed on certificates." placeholder:"HOST"`
	Proxy     []netip.Prefix `help:"Networks of reverse proxies whose X-Forwarded-For is believed." placeholder:"PREFIX"`
	Passwords []string       `help:"Files of passwords to refuse besides the common ones, one a line." placeholder:"FILE" type:"existingfile"`
	Provider  string         `help:"File that names the identity provider." placeholder:"FILE" type:"existingfile" env:"ASSAY_PROVIDER"`
	Demo      bool           `help:"Serve a data directory that is marked as a demonstration's."`
	Lang      locale.Lang    `default:"zh" enum:"zh,en" env:"ASSAY_LANG" help:"Language of messages: zh or en."`
}

// Run serves until it is told to stop.
func (c serveCmd) Run(e *env) error {
	if err := c.serve(e); err != nil {
		return refusal(c.Lang, err)
	}
	return nil
}

func (c serveCmd) serve(e *env) error {
	switch marked, err := c.demo(); {
	case err != nil:
		return err
	case marked && !c.Demo:
		return skill.Fail(skill.Denied, "serve.demo", "dir", c.Data)
	case !marked && c.Demo:
		return skill.Fail(skill.Denied, "serve.not_demo", "dir", c.Data)
	}
	r, err := c.open(e, false)
	if err != nil {
		return err
	}
	defer r.Close()
	paper := issuance.Paper{Host: c.Host, CertificateURL: c.Elsewhere, BodyURL: c.BodyURL, ProvinceURL: c.Province}
	if paper.Host == "" {
		paper.Host = c.Addr
	}
	ways, err := c.ways(e)
	if err != nil {
		return err
	}
	defer ways.Close()
	w, err := newWorld(e, r, paper, c.Demo, logTo(e, slog.LevelInfo))
	if err != nil {
		return err
	}
	if err := w.refuseMore(c.Passwords); err != nil {
		return err
	}
	outside, err := w.provider(c.Provider, e.now)
	if err != nil {
		return err
	}
	return w.serve(e.ctx, serving{
		ways: ways.to, provider: outside,
		addr: c.Addr, machine: e.now, contact: c.Contact, elsewhere: c.Elsewhere, proxies: c.Proxy, ready: e.listening(c.Lang),
	})
}
