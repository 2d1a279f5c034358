package main

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"assay/skill"
	"assay/store"
)

// demoMessages is the folder of a demonstration into which messages leave.
const demoMessages = "messages"

// demoTokenLife is how long the printed tokens act.
const demoTokenLife = 24 * time.Hour

// A pass is a token with whose it is.
type pass struct {
	skill.Grant
	name, secret string
}

// serve puts the demonstration on the network, with a token for everybody.
func (c demoCmd) serve(e *env, d *demonstration) error {
	tokens, err := d.tokens()
	if err != nil {
		return err
	}
	holder, err := d.store.Unscoped().CertificateByNumber(d.ctx, d.sum.First)
	if err != nil {
		return err
	}
	ways, err := outlets{Spool: filepath.Join(c.Data, demoMessages)}.ways(e)
	if err != nil {
		return err
	}
	defer ways.Close()
	return d.world.serve(e.ctx, serving{addr: c.Addr, machine: e.now, elsewhere: "zscx.osta.org.cn", ways: ways.to, ready: func(addr string) {
		c.show(e, "http://"+addr, d.sum, holder.Name, tokens)
	}})
}

// show prints where to look and whose tokens there are.
func (c demoCmd) show(e *env, at string, sum demoSummary, holder string, tokens []pass) {
	fmt.Fprintf(e.stderr, "\n公众查验    %s/verify\n扫码核验    %s/Q/%s\n接口文档    %s/openapi.json\n", at, at, sum.QR[strings.LastIndexByte(sum.QR, '/')+1:], at)
	fmt.Fprintf(e.stderr, "试一试：证书编号 %s，姓名 %s\n\n令牌（24 小时有效，Authorization: Bearer …）\n", sum.First, holder)
	for _, t := range tokens {
		fmt.Fprintf(e.stderr, "  %-15s %-12s %s %s\n", t.Role, t.Path, t.secret, t.name)
	}
	if err := c.showAccounts(e, at); err != nil {
		fmt.Fprintln(e.stderr, err)
	}
	fmt.Fprintf(e.stderr, "\n发出的消息写在 %s\n按 Ctrl+C 结束\n", filepath.Join(c.Data, demoMessages))
}

// tokens makes a token for every member of staff.
func (d *demonstration) tokens() (out []pass, err error) {
	grants, err := store.List(d.ctx, d.store.Unscoped(), store.Grants{}, store.Everything)
	if err != nil {
		return nil, err
	}
	for _, g := range grants {
		p, err := d.store.Unscoped().Person(d.ctx, g.Person)
		if err != nil {
			return nil, err
		}
		one := pass{Grant: g, name: p.Name}
		by := store.By{Actor: skill.Program("/")}
		if one.secret, _, err = d.identity.IssueToken(d.ctx, by, skill.Token{Person: g.Person, Label: "demonstration"}, demoTokenLife); err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	slices.SortFunc(out, func(a, b pass) int { return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Role, b.Role)) })
	return out, nil
}
