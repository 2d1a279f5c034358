package main

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"assay/office/identity"
	"assay/post"
	"assay/rule/totp"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// demoAccounts is the file of a demonstration with everybody's password and second
// factor, beside records in which nothing is a certificate.
const demoAccounts = "accounts.json"

// withoutRole stands in that list for whoever holds no role.
const withoutRole = "candidate"

// A credential is how a member of the demonstration's staff signs in.
type credential struct {
	Role     skill.Role    `json:"role"`
	Path     skill.OrgPath `json:"path"`
	Name     string        `json:"name"`
	Login    string        `json:"login"`
	Password string        `json:"password"`
	Second   string        `json:"second_factor"` // Base32, for an authenticator app
	URI      string        `json:"otpauth"`
}

// code is the one-time password of a moment.
func (c credential) code(at time.Time) string {
	secret, _ := totp.Decode(c.Second)
	return totp.Code(secret, totp.Step(at))
}

// pigeon carries one letter: back to who asked for the code in it.
type pigeon struct{ code string }

// Send implements post.Carrier.
func (p *pigeon) Send(_ context.Context, m post.Message) error {
	p.code = m.Words["code"]
	return nil
}

// accounts opens an account for everybody who holds a role, as people do: a code
// to a mail address, a password, the document shown to an officer, a second
// factor.
func (d *demonstration) accounts() error {
	grants, err := store.List(d.ctx, d.store.Unscoped(), store.Grants{}, store.Everything)
	if err != nil {
		return err
	}
	d.credentials = make([]credential, len(grants))
	for i, g := range grants {
		p, err := d.store.Unscoped().Person(d.ctx, g.Person)
		if err != nil {
			return err
		}
		one := &d.credentials[i]
		*one = credential{Role: g.Role, Path: g.Path, Name: p.Name}
		officer := d.security
		if p.ID == officer.Person.ID {
			officer = d.approver
		}
		if err := d.signUp(one, p, officer); err != nil {
			return fmt.Errorf("account of %s: %w", g.Role, err)
		}
	}
	return nil
}

// holder opens an account for the holder of the first certificate, whose document
// the body's clerk saw, and keeps what everybody signs in with.
func (d *demonstration) holder() error {
	c, err := d.store.Unscoped().CertificateByNumber(d.ctx, d.sum.First)
	if err != nil {
		return err
	}
	p, err := d.store.Unscoped().Person(d.ctx, c.Person)
	if err != nil {
		return err
	}
	one := credential{Role: withoutRole, Path: d.houses[0].body.Path, Name: p.Name}
	if err := d.signUp(&one, p, d.houses[0].clerk); err != nil {
		return fmt.Errorf("account of a candidate: %w", err)
	}
	all := append(d.credentials, one)
	slices.SortFunc(all, func(a, b credential) int { return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Role, b.Role)) })
	content, err := json.MarshalIndent(all, "", " ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(d.dir, demoAccounts), content, 0o600); err != nil {
		return err
	}
	return d.sequence(d.ctx)
}

// signUp opens an account, from a network of its own; the officer sees the
// document.
func (d *demonstration) signUp(c *credential, p skill.Person, officer *colleague) (err error) {
	d.signedUp++
	n := d.signedUp
	v := identity.Visit{Network: fmt.Sprintf("127.0.%d.0/24", n), Label: "demonstration"}
	var raw [15]byte
	if _, err := d.env.rand.Read(raw[:]); err != nil {
		return err
	}
	c.Password = base64.RawURLEncoding.EncodeToString(raw[:])
	answer, err := d.mailed(v, fmt.Sprintf("staff%02d@demo.example", n))
	if err != nil {
		return err
	}
	e, err := d.identity.Register(d.ctx, v, identity.Registration{Answer: answer, Wish: string(c.Role), Password: c.Password, Lang: "zh"})
	if err != nil {
		return err
	}
	c.Login = e.Account.Login
	if _, err := d.identity.Join(d.ctx, officer.by(), identity.Joining{Login: c.Login, Person: p, At: c.Path}); err != nil {
		return err
	}
	return d.secondFactor(v, c, e.Secret)
}

// mailed asks for a code to register with, and reads the letter.
func (d *demonstration) mailed(v identity.Visit, to string) (a identity.Answer, err error) {
	if a.Challenge, err = d.identity.AskCode(d.ctx, v, identity.Here{}, identity.CodeRequest{Purpose: skill.ToRegister, To: to, Lang: "zh"}); err != nil {
		return a, err
	}
	bird := &pigeon{}
	err = d.postman(map[skill.Channel]post.Carrier{skill.ByMail: bird}).deliver(d.ctx, skill.ByMail)
	a.Code = bird.code
	return a, err
}

// secondFactor sets the second factor up.
func (d *demonstration) secondFactor(v identity.Visit, c *credential, secret string) error {
	h, err := d.identity.Here(d.ctx, secret)
	if err != nil {
		return err
	}
	by := store.By{Actor: h.Actor}
	setting, err := d.identity.BeginSecond(d.ctx, by, v, h, identity.Proof{Password: c.Password})
	if err != nil {
		return err
	}
	c.Second, c.URI = setting.Secret, setting.URI
	_, _, err = d.identity.FinishSecond(d.ctx, by, v, h, c.code(d.clock.Now()))
	return err
}

// credentials reads what accounts wrote; an older demonstration has none.
func (c demoCmd) credentials() (all []credential, err error) {
	content, err := os.ReadFile(filepath.Join(c.Data, demoAccounts))
	if os.IsNotExist(err) {
		return nil, nil
	}
	if err == nil {
		err = json.Unmarshal(content, &all)
	}
	return all, err
}

// showAccounts prints how everybody signs in now.
func (c demoCmd) showAccounts(e *env, at string) error {
	all, err := c.credentials()
	if err != nil || len(all) == 0 {
		return err
	}
	fmt.Fprintf(e.stderr, "\n账户（%s/sign-in，动态口令为 %s 的，密钥见 %s）\n", at, e.now().In(day.Shanghai).Format("15:04:05"), demoAccounts)
	for _, one := range all {
		fmt.Fprintf(e.stderr, "  %-15s %-12s %-24s 密码 %s  动态口令 %s  %s\n", one.Role, one.Path, one.Login, one.Password, one.code(e.now()), one.Name)
	}
	return nil
}
